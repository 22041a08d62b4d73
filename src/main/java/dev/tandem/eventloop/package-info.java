/**
 * The event loop: WebFlux on Reactor Netty, and the only place that knows either. Start with
 * {@link dev.tandem.eventloop.EventLoopConfiguration}.
 */
@NullMarked
package dev.tandem.eventloop;

import org.jspecify.annotations.NullMarked;
