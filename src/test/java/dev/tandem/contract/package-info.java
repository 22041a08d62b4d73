/**
 * What the API promises, once, held against both models over real sockets. Start with
 * {@link dev.tandem.contract.Contract}.
 */
@NullMarked
package dev.tandem.contract;

import org.jspecify.annotations.NullMarked;
