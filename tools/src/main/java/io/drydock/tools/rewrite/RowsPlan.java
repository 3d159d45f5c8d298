package io.drydock.tools.rewrite;

import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.write.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a conversion to rows will do, told before it does it.
 *
 * @param source the backend that is read
 * @param target the new data directory
 * @param neededBytes room that it may take
 * @param availableBytes room that is there
 * @param notes what the reader must know, one sentence each
 */
record RowsPlan(
    Path source, Target target, long neededBytes, long availableBytes, List<String> notes)
    implements Report {

  RowsPlan {
    notes = List.copyOf(notes);
  }

  /**
   * Makes sure that it fits.
   *
   * @throws IOException when it does not
   */
  void requireRoom() throws IOException {
    if (availableBytes < neededBytes) {
      throw new IOException(
          target.folder()
              + ": "
              + Texts.exactBytes(neededBytes)
              + " are needed, "
              + Texts.exactBytes(availableBytes)
              + " are free; choose another disk with --out. Nothing was written");
    }
  }

  @Override
  public String schema() {
    return "convert.rows.plan/1";
  }

  @Override
  public void json(Json json) throws IOException {
    fields(json);
  }

  void fields(Json json) throws IOException {
    json.string("source", source.toString())
        .string("target", target.finalPath().toString())
        .number("bytes_needed", neededBytes)
        .number("bytes_available", availableBytes)
        .strings("notes", notes);
  }

  @Override
  public void page(Page page) {
    page.heading("Plan: " + ConvertBackend.VERB + " " + source);
    page.fact("writes", target.finalPath() + ", with the rows of a node");
    page.fact(
        "room needed",
        "at most " + Texts.bytes(neededBytes) + " of " + Texts.bytes(availableBytes) + " free");
    for (String note : notes) {
      page.fact("note", note);
    }
  }
}
