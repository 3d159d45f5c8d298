package io.drydock.node.rpc.http;

import io.drydock.node.rpc.grpc.IncomingBudget;

/**
 * How much of requests' bodies is taken.
 *
 * @param maxBytes of one body; more is 413
 * @param budget for all that have come in part
 */
public record Bodies(int maxBytes, IncomingBudget budget) {}
