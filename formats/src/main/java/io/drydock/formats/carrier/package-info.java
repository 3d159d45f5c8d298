/**
 * From one carrier of the schema to the other: a bbolt file into a directory of rows, and back.
 *
 * <p>Both ways take every bucket with every row as it is, in order and in constant memory, and both
 * are proven by a {@link io.drydock.formats.carrier.BucketSum} of each bucket on either side.
 *
 * <p>Layer: above {@code backend} and {@code rocks}. One thread at a time.
 */
package io.drydock.formats.carrier;
