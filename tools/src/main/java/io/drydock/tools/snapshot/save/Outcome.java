package io.drydock.tools.snapshot.save;

import io.drydock.formats.Finding;
import io.drydock.tools.output.Json;
import io.drydock.tools.snapshot.manifest.Manifest;
import io.drydock.tools.snapshot.verify.Proof;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** What came of a save. */
sealed interface Outcome {

  /** Worst first; with errors among them nothing was kept. */
  List<Finding> findings();

  /**
   * Saved and proven.
   *
   * @param manifest that lies beside it
   * @param proof what was gone over
   * @param findings none of them an error
   */
  record Proven(Manifest manifest, Proof proof, List<Finding> findings) implements Outcome {

    public Proven {
      findings = List.copyOf(findings);
    }
  }

  /**
   * Saved as it was sent, and not looked into; it has no manifest.
   *
   * @param origin the member that sent it
   * @param packed the file as it lies there
   * @param image the database in it; its SHA-256 is the one that was sent
   * @param began when the server was asked for it
   */
  record Unproven(
      Manifest.Origin origin, Manifest.Packing packed, Manifest.Image image, Instant began)
      implements Outcome {

    @Override
    public List<Finding> findings() {
      return List.of();
    }

    /** Fields of the open object, named as in a manifest. */
    void json(Json json) throws IOException {
      Manifest.file(json, packed, image);
      Manifest.origin(json, origin);
      json.string("began", began.toString());
    }
  }

  /**
   * Not kept, because the proof failed.
   *
   * @param findings what failed
   */
  record Refused(List<Finding> findings) implements Outcome {

    public Refused {
      findings = List.copyOf(findings);
    }
  }

  /** True when the file has its name. */
  default boolean isSaved() {
    return !(this instanceof Refused);
  }
}
