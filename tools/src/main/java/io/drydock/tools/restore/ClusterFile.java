package io.drydock.tools.restore;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.drydock.tools.UsageException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A cluster's description as YAML.
 *
 * <pre>
 * token: prod-2                      # optional; etcd-cluster without it
 * members:
 *   - name: m1
 *     peer-urls: https://10.0.0.1:2380
 *   - name: m2
 *     peer-urls: [https://10.0.0.2:2380, https://10.1.0.2:2380]
 * </pre>
 *
 * <p>A key that is not known is refused, and so is one given twice, or a reference to another part
 * of the file: a slip of the pen must not found another cluster than the one meant.
 */
final class ClusterFile {

  private final Path file;
  private final YAMLParser yaml;

  private ClusterFile(Path file, YAMLParser yaml) {
    this.file = file;
    this.yaml = yaml;
  }

  /**
   * Reads the file.
   *
   * @throws IOException when it cannot be read
   * @throws UsageException when it is not such YAML; the message names line and column
   */
  static ClusterSpec read(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file);
        YAMLParser yaml = new YAMLFactory().createParser(content)) {
      return new ClusterFile(file, yaml).cluster();
    } catch (JsonProcessingException malformed) {
      throw new UsageException(where(file, malformed));
    } catch (CharConversionException malformed) {
      throw new UsageException(file + ": " + malformed.getMessage());
    }
  }

  private static String where(Path file, JsonProcessingException malformed) {
    if (malformed.getCause() instanceof MarkedYAMLException marked) {
      Mark mark = marked.getProblemMark();
      return "%s:%d:%d: %s"
          .formatted(file, mark.getLine() + 1, mark.getColumn() + 1, marked.getProblem());
    }
    String reason = malformed.getOriginalMessage().lines().findFirst().orElse("no YAML");
    return at(file, malformed.getLocation()) + ": " + reason;
  }

  private ClusterSpec cluster() throws IOException {
    Optional<String> token = Optional.empty();
    Optional<Map<String, List<String>>> members = Optional.empty();
    require(yaml.nextToken() == JsonToken.START_OBJECT, "expected token: and members:");
    while (yaml.nextToken() == JsonToken.FIELD_NAME) {
      switch (yaml.currentName()) {
        case "token" -> {
          require(token.isEmpty(), "token is there twice");
          token = Optional.of(text("token"));
        }
        case "members" -> {
          require(members.isEmpty(), "members is there twice");
          members = Optional.of(members());
        }
        default -> throw complaint("unknown key " + yaml.currentName() + "; known: token, members");
      }
    }
    require(yaml.currentToken() == JsonToken.END_OBJECT, "expected token: and members:");
    require(yaml.nextToken() == null, "nothing may follow");
    if (members.isEmpty()) {
      throw new UsageException(file + ": members: is missing");
    }
    return ClusterSpec.of(
        token.orElse(RestoreOptions.DEFAULT_TOKEN), "--cluster " + file, members.get());
  }

  private Map<String, List<String>> members() throws IOException {
    Map<String, List<String>> members = new LinkedHashMap<>();
    require(yaml.nextToken() == JsonToken.START_ARRAY, "members: is a list");
    while (yaml.nextToken() == JsonToken.START_OBJECT) {
      member(members);
    }
    require(yaml.currentToken() == JsonToken.END_ARRAY, "a member has name: and peer-urls:");
    return members;
  }

  private void member(Map<String, List<String>> members) throws IOException {
    JsonLocation begin = yaml.currentTokenLocation();
    Optional<String> name = Optional.empty();
    Optional<List<String>> urls = Optional.empty();
    while (yaml.nextToken() == JsonToken.FIELD_NAME) {
      switch (yaml.currentName()) {
        case "name" -> {
          require(name.isEmpty(), "name is there twice");
          name = Optional.of(name());
        }
        case "peer-urls" -> {
          require(urls.isEmpty(), "peer-urls is there twice");
          urls = Optional.of(urls());
        }
        default ->
            throw complaint("unknown key " + yaml.currentName() + "; known: name, peer-urls");
      }
    }
    if (name.isEmpty() || urls.isEmpty()) {
      throw new UsageException(at(file, begin) + ": a member has name: and peer-urls:");
    }
    if (members.put(name.get(), urls.get()) != null) {
      throw new UsageException(at(file, begin) + ": member " + name.get() + " is there twice");
    }
  }

  /** A folder will have it. */
  private String name() throws IOException {
    String name = text("name");
    boolean isPath = name.contains("/") || name.contains("\0") || name.equals("..");
    require(!isPath && !name.equals("."), "name " + name + " cannot be the name of a folder");
    return name;
  }

  private List<String> urls() throws IOException {
    List<String> urls = new ArrayList<>();
    if (yaml.nextToken() != JsonToken.START_ARRAY) {
      urls.add(url());
      return urls;
    }
    while (yaml.nextToken() != JsonToken.END_ARRAY) {
      urls.add(url());
    }
    return urls;
  }

  private String url() throws IOException {
    boolean isText = yaml.currentToken() == JsonToken.VALUE_STRING && !isAlias();
    require(isText, "peer-urls: is a URL or a list of them");
    return ClusterSpec.url(place(), yaml.getText());
  }

  private String text(String key) throws IOException {
    JsonToken token = yaml.nextToken();
    boolean isText =
        token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL && !isAlias();
    require(isText && !yaml.getText().isBlank(), key + ": needs a value");
    return yaml.getText();
  }

  private boolean isAlias() throws IOException {
    return yaml.isCurrentAlias();
  }

  private void require(boolean isSo, String otherwise) {
    if (!isSo) {
      throw complaint(otherwise);
    }
  }

  private UsageException complaint(String what) {
    return new UsageException(place() + ": " + what);
  }

  private String place() {
    return at(file, yaml.currentTokenLocation());
  }

  private static String at(Path file, JsonLocation location) {
    return location == null
        ? file.toString()
        : "%s:%d:%d".formatted(file, location.getLineNr(), location.getColumnNr());
  }
}
