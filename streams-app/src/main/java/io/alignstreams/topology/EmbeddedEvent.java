package io.alignstreams.topology;

/** An image event and what its image became. */
record EmbeddedEvent(AcceptedImage image, EmbeddedImage.Embedded embedded) {}
