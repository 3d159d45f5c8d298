package io.drydock.node.rpc.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;

/**
 * A method of a service: its name, its messages, what serves it.
 *
 * @param <Q> its requests
 * @param <R> its answers
 */
public final class Method<Q extends Message, R extends Message> {
  private final String service;
  private final String name;
  private final Kind kind;
  private final Q emptyRequest;
  private final Parser<Q> parser;
  private final Opener<Q, R> opener;
  private final boolean hasInnerMessages;
  private final MethodCounters counters = new MethodCounters();

  @SuppressWarnings("unchecked") // the parser of a Q parses Qs
  Method(String service, String name, Kind kind, Q anyRequest, Opener<Q, R> opener) {
    this.service = service;
    this.name = name;
    this.kind = kind;
    this.emptyRequest = (Q) anyRequest.getDefaultInstanceForType();
    this.parser = (Parser<Q>) anyRequest.getParserForType();
    this.opener = opener;
    this.hasInnerMessages = WireCheck.isNested(anyRequest.getDescriptorForType());
  }

  /** Messages there and back. */
  public enum Kind {
    /** One, one. */
    UNARY("unary"),
    /** One, any number. */
    SERVER_STREAM("server_stream"),
    /** Any number, any number. */
    BIDI_STREAM("bidi_stream");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** Its name in metrics. */
    public String label() {
      return label;
    }
  }

  /** Begins calls. */
  @FunctionalInterface
  interface Opener<Q extends Message, R extends Message> {
    Requests<Q> open(OpenCall<R> call);
  }

  /** The service's full name, such as {@code etcdserverpb.KV}. */
  public String service() {
    return service;
  }

  /** The method's own name, such as {@code Range}. */
  public String name() {
    return name;
  }

  /** How many messages go there and back. */
  public Kind kind() {
    return kind;
  }

  /** What happened to its calls. */
  public MethodCounters counters() {
    return counters;
  }

  /** A request without content. */
  public Q emptyRequest() {
    return emptyRequest;
  }

  /** Whether etcd reads its requests by code that gogo/protobuf wrote: all but gRPC's own. */
  boolean isStrict() {
    return !service.startsWith("grpc.");
  }

  /** Whether messages are within its requests. */
  boolean hasInnerMessages() {
    return hasInnerMessages;
  }

  /** Begins a call and says what takes its messages. */
  public Requests<Q> open(OpenCall<R> call) {
    counters.start();
    return opener.open(call);
  }

  /** The path of its calls. */
  String path() {
    return "/" + service + "/" + name;
  }

  Parser<Q> parser() {
    return parser;
  }
}
