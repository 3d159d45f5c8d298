package io.drydock.node.engine;

import io.drydock.node.EtcdError;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it is told. */
final class Told<T> implements Reply<T> {

  private final List<String> words = new ArrayList<>();

  @Override
  public void done(T answer) {
    words.add("done " + answer);
  }

  @Override
  public void refused(EtcdError reason) {
    words.add(reason.name());
  }

  List<String> words() {
    return words;
  }
}
