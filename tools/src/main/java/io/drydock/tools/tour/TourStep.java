package io.drydock.tools.tour;

import io.drydock.tools.ExitCode;
import java.util.Arrays;
import java.util.List;

/**
 * One step of the tour.
 *
 * @param heading what the reader will know after it
 * @param sentence said before the command runs
 * @param command arguments of {@code drydock}
 * @param expected how the command must end; anything else ends the tour
 */
record TourStep(String heading, String sentence, List<String> command, ExitCode expected) {

  static TourStep of(String heading, String sentence, Object... command) {
    List<String> words = Arrays.stream(command).map(Object::toString).toList();
    return new TourStep(heading, sentence, words, ExitCode.OK);
  }
}
