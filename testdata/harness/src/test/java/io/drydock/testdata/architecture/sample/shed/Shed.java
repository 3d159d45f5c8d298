package io.drydock.testdata.architecture.sample.shed;

/** Public for nobody. */
public record Shed(Rake rake) {}
