/** JSON as bytes: checked, read and written without a tree. Start with {@link dev.tandem.core.json.Json}. */
@NullMarked
package dev.tandem.core.json;

import org.jspecify.annotations.NullMarked;
