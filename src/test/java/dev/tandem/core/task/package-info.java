@NullMarked
package dev.tandem.core.task;

import org.jspecify.annotations.NullMarked;
