package dev.katong.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class CartoonFunctionTest {
  private final SparkSession spark = LocalSpark.session();

  private Dataset<Row> photos(byte[]... files) {
    List<Row> rows = Arrays.stream(files).map(file -> RowFactory.create((Object) file)).toList();
    return spark.createDataFrame(rows, new StructType().add("content", DataTypes.BinaryType));
  }

  @Test
  void sql_photo_givesCartoonOfTheSettings() throws IOException {
    CartoonFunction.register(spark, "cartoonize");

    Row row =
        photos(PhotosOfAllKinds.portrait())
            .selectExpr(
                "cartoonize(content, map('style', 'comic', 'resolution', '80', 'format', 'png'))"
                    + " as cartoon")
            .select("cartoon.picture", "cartoon.state", "cartoon.width", "cartoon.faces")
            .first();

    assertThat(row.getString(1)).isEqualTo("done");
    assertThat(row.getInt(2)).isEqualTo(80);
    assertThat(ImageIO.read(new ByteArrayInputStream(row.getAs(0))).getWidth()).isEqualTo(80);
  }

  @Test
  void sql_badPhotoAndNull_giveReasonAndNull() {
    CartoonFunction.register(spark, "cartoonize");

    List<Row> rows =
        photos(new byte[] {1, 2, 3})
            .union(spark.sql("select cast(null as binary)"))
            .selectExpr("cartoonize(content, map('style', 'comic')) as cartoon")
            .selectExpr("cartoon is null", "cartoon.state", "cartoon.code", "cartoon.picture")
            .collectAsList();

    assertThat(rows)
        .containsExactlyInAnyOrder(
            RowFactory.create(false, "failed", "bad-photo", null),
            RowFactory.create(true, null, null, null));
  }

  @Test
  void function_unknownSetting_failsAndListsThem() {
    CartoonFunction.register(spark, "cartoonize");

    assertThatThrownBy(
            () ->
                photos(PhotosOfAllKinds.portrait())
                    .selectExpr("cartoonize(content, map('stile', 'comic'))")
                    .collectAsList())
        .hasStackTraceContaining("there is no setting 'stile'; there are style, resolution");
  }
}
