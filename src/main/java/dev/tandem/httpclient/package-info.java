/**
 * Apache's HttpClient, a library that knows no other way than to block, set up as both models use it: what differs between
 * their calls is then the threads. Start with {@link dev.tandem.httpclient.HttpCalls}.
 */
@NullMarked
package dev.tandem.httpclient;

import org.jspecify.annotations.NullMarked;
