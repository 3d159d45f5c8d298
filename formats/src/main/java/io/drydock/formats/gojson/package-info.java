/**
 * JSON as Go's {@code encoding/json} writes it, byte for byte.
 *
 * <p>etcd keeps JSON in its files: the v2 store of a {@code .snap} file, member records in the
 * backend, in the v2 store and in configuration changes. A file that is read and written again must
 * not differ, so escapes and the order of keys are part of the format. Go's rules: no white space;
 * object keys in the order of the struct, map keys sorted by their bytes; {@code < > &} and U+2028,
 * U+2029 escaped; a byte that is not UTF-8 becomes the six characters {@code \ufffd}.
 *
 * <p>Layer: above {@code bytes}. Reading is Jackson's work; this is only what Jackson cannot write.
 */
package io.drydock.formats.gojson;
