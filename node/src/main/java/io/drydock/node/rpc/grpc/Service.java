package io.drydock.node.rpc.grpc;

import com.google.protobuf.Message;
import java.util.LinkedHashMap;
import java.util.Map;

/** A service: its methods by name. Made once, before it serves. */
public final class Service {
  private final String name;
  private final Map<String, Method<?, ?>> methods = new LinkedHashMap<>();

  private Service(String name) {
    this.name = name;
  }

  /** A service without methods yet, of a full name such as {@code etcdserverpb.KV}. */
  public static Service named(String name) {
    return new Service(name);
  }

  /** Adds a method of one message each way; {@code request} is any instance of its requests. */
  public <Q extends Message, R extends Message> Service unary(
      String method, Q request, UnaryMethod<Q, R> served) {
    return add(
        new Method<Q, R>(
            name, method, Method.Kind.UNARY, request, call -> OneRequest.of(served, call)));
  }

  /** Adds a method of one message there and any number back. */
  public <Q extends Message, R extends Message> Service serverStream(
      String method, Q request, StreamMethod<Q, R> served) {
    return add(
        new Method<Q, R>(
            name, method, Method.Kind.SERVER_STREAM, request, call -> OneRequest.of(served, call)));
  }

  /** Adds a method of any number of messages each way. */
  public <Q extends Message, R extends Message> Service bidi(
      String method, Q request, BidiMethod<Q, R> served) {
    return add(new Method<Q, R>(name, method, Method.Kind.BIDI_STREAM, request, served::open));
  }

  private Service add(Method<?, ?> method) {
    if (methods.put(method.name(), method) != null) {
      throw new IllegalArgumentException(name + " has a method " + method.name() + " already");
    }
    return this;
  }

  String name() {
    return name;
  }

  Map<String, Method<?, ?>> methods() {
    return methods;
  }
}
