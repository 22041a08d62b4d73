/**
 * The control plane: health, metrics and information about the process, on threads and a listener of its own, so that it
 * answers while a model is saturated. Start with {@link dev.tandem.console.ConsoleConfiguration}.
 */
@NullMarked
package dev.tandem.console;

import org.jspecify.annotations.NullMarked;
