/** What clients send and get back unchanged: bytes with a content type. Start with {@link dev.tandem.core.payload.Payload}. */
@NullMarked
package dev.tandem.core.payload;

import org.jspecify.annotations.NullMarked;
