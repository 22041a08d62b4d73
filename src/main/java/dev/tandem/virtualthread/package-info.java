/**
 * Virtual threads: Spring MVC on Tomcat, and the only place that knows either. Start with
 * {@link dev.tandem.virtualthread.VirtualThreadConfiguration}.
 */
@NullMarked
package dev.tandem.virtualthread;

import org.jspecify.annotations.NullMarked;
