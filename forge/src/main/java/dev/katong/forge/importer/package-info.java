/**
 * Networks of other people, fitted to Katong. Start with {@link
 * dev.katong.forge.importer.OnnxImport} and {@link dev.katong.forge.importer.ImportOptions}.
 */
@NullMarked
package dev.katong.forge.importer;

import org.jspecify.annotations.NullMarked;
