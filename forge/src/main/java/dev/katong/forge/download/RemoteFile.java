package dev.katong.forge.download;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A file that a service offers.
 *
 * @param name a plain file name
 * @param address the address that it is downloaded from
 * @param bytes its length
 * @param sha256 in lower-case hexadecimal digits; null where the service gives none
 */
record RemoteFile(String name, URI address, long bytes, @Nullable String sha256) {}
