package dev.katong.server.service;

import dev.katong.Report;
import dev.katong.image.PictureFormat;

/**
 * A finished cartoon.
 *
 * @param file the encoded picture
 * @param report the report on how it was made
 */
public record CartoonizeResult(byte[] file, PictureFormat format, Report report) {}
