package io.drydock.node.mvcc;

/** The view that readers are given: set by the engine thread, read by any. */
final class Published {

  private final RevisionStore store;
  private volatile KvView view;

  Published(RevisionStore store, KeyReads reads) {
    this.store = store;
    this.view = new KvView(this, reads);
  }

  RevisionStore store() {
    return store;
  }

  KvView view() {
    return view;
  }

  KvView set(KeyReads reads) {
    view = new KvView(this, reads);
    return view;
  }
}
