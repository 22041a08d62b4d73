/**
 * What is told of a comparison: on the terminal, on a page that stands alone, and as data. Start with
 * {@link dev.tandem.compare.report.Report}.
 */
@NullMarked
package dev.tandem.compare.report;

import org.jspecify.annotations.NullMarked;
