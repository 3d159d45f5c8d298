package io.drydock.tools.snap;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.snap.SnapFile;
import io.drydock.formats.v2store.V2Content;
import io.drydock.formats.v2store.V2Node;
import io.drydock.formats.v2store.V2Store;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The answer of {@code snap show}.
 *
 * @param snap the file
 * @param store what is in it
 * @param valueBytes of a value in text
 * @param showSecrets values below {@code /2}, where the v2 users' password hashes lie, are printed
 */
record SnapContent(SnapFile snap, V2Store store, int valueBytes, boolean showSecrets)
    implements Report {

  private static final Bytes AUTH = Bytes.ofUtf8("/2");

  @Override
  public String schema() {
    return "snap.show/1";
  }

  private List<V2Node> nodes() {
    List<V2Node> nodes = new ArrayList<>();
    store.visit(store.root(), true, nodes::add);
    return nodes;
  }

  private boolean isSecret(V2Node node) {
    return !showSecrets && !node.isDirectory() && node.path().startsWith(AUTH);
  }

  @Override
  public void json(Json json) throws IOException {
    var conf = snap.confState();
    json.string("file", snap.at().file())
        .u64("term", snap.position().term())
        .u64("index", snap.position().index())
        .strings("voters", hex(conf.getVotersList()))
        .strings("learners", hex(conf.getLearnersList()))
        .strings("voters_outgoing", hex(conf.getVotersOutgoingList()))
        .strings("learners_next", hex(conf.getLearnersNextList()))
        .u64("v2_index", store.currentIndex())
        .strings("custom_content", V2Content.custom(store).stream().map(Bytes::toUtf8).toList())
        .objects("v2_nodes", nodes(), this::node);
  }

  private void node(Json json, V2Node node) throws IOException {
    json.bytes("path", node.path())
        .bool("directory", node.isDirectory())
        .u64("created_index", node.createdIndex())
        .u64("modified_index", node.modifiedIndex());
    if (!node.isDirectory()) {
      if (isSecret(node)) {
        json.bool("redacted", true).number("value_bytes", node.value().length());
      } else {
        json.bytes("value", node.value());
      }
    }
    json.string("expires", node.expireTime().map(Object::toString));
  }

  private static List<String> hex(List<Long> ids) {
    return ids.stream().map(Long::toHexString).toList();
  }

  @Override
  public void page(Page page) {
    var conf = snap.confState();
    page.heading(snap.at().file());
    page.fact("term, index", snap.position().term() + ", " + snap.position().index());
    page.fact("voters", String.join(" ", hex(conf.getVotersList())));
    if (conf.getLearnersCount() > 0) {
      page.fact("learners", String.join(" ", hex(conf.getLearnersList())));
    }
    page.fact("v2 index", Long.toUnsignedString(store.currentIndex()));
    String custom =
        V2Content.custom(store).stream().map(Bytes::toUtf8).collect(Collectors.joining(", "));
    page.fact(
        "v2 content",
        custom.isEmpty()
            ? "only the cluster's own"
            : "in " + custom + ": etcd 3.6 refuses to start on it");
    page.heading("The v2 tree");
    nodes().forEach(node -> page.line("  " + line(page, node)));
  }

  private String line(Page page, V2Node node) {
    String path = node.path().toUtf8();
    if (node.isDirectory()) {
      return page.paint().bold(path.endsWith("/") ? path : path + "/");
    }
    String value =
        isSecret(node)
            ? "(redacted, " + node.value().length() + " bytes)"
            : Texts.preview(node.value(), valueBytes);
    Optional<String> expires = node.expireTime().map(time -> "  expires " + time);
    return path
        + " = "
        + value
        + page.paint()
            .dim("  created " + node.createdIndex() + ", modified " + node.modifiedIndex())
        + expires.orElse("");
  }
}
