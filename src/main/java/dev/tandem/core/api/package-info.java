/**
 * The operations as HTTP sees them: what a request must look like and what is answered, the same for both models. Start
 * with {@link dev.tandem.core.api.ChannelApi}.
 */
@NullMarked
package dev.tandem.core.api;

import org.jspecify.annotations.NullMarked;
