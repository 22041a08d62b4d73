/** What is the event loop's own, beside the behaviour that both models share. */
@NullMarked
package dev.tandem.eventloop;

import org.jspecify.annotations.NullMarked;
