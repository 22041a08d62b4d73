/**
 * The parts of RFC 6455 that are the same for both models: the handshake's rules and the frames that the server sends.
 * Start with {@link dev.tandem.core.websocket.Frame}.
 */
@NullMarked
package dev.tandem.core.websocket;

import org.jspecify.annotations.NullMarked;
