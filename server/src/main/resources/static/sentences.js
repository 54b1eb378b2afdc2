import { language } from './language.js';

/**
 * Sentences that the service and imported styles say in English, and the page says in Chinese; `$1`
 * stands for what the first group matched.
 */
const ZH = [
  // Descriptions of styles that come with Katong or that it fetches.
  ['Flat colours and ink lines, by filters without trained weights', '平涂色块与墨线，由滤镜绘成，不含训练权重'],
  ["As in a computer-animated film: large eyes, smooth skin, everybody's own colours", '三维动画电影风格：大眼睛、光滑的皮肤，保留每个人自己的色彩'],
  ['As in a Japanese animated film: large eyes, thin lines, flat colours', '日本动画风格：大眼睛、细线条、平涂的色彩'],
  ['A pencil drawing in shades of grey', '灰调铅笔画'],
  ['Small networks trained after a DCT-Net style', '仿照 DCT-Net 风格训练的小型网络'],
  ['DCT-Net style, background and head network', 'DCT-Net 风格，含画面网络与头部网络'],
  ['as in a computer-animated film', '三维动画电影风格'],
  ['as in a Japanese animated film', '日本动画风格'],
  ['painted, with strong colours', '浓墨重彩的绘画风格'],
  ["a designer's flat drawing", '扁平设计插画风格'],
  ['drawn by hand, as in a comic', '手绘漫画风格'],
  ['as in an illustrated book', '绘本插图风格'],
  ['a pencil sketch', '铅笔素描风格'],

  // Photos that cannot be read.
  ['(.+) is empty; there is no photo in it', '$1 是空文件，里面没有照片。'],
  ['(.+) is not a photo that can be read; use (.+)', '$1 不是可以读取的照片；请使用 JPEG、PNG、WebP、GIF、BMP 或 TIFF。'],
  ['(.+) is damaged: it ends within its header', '$1 已损坏：文件头不完整。'],
  ['(.+) is damaged: its header says that it has no pixels', '$1 已损坏：文件头中没有像素。'],
  ['(.+) is damaged: the end of the JPEG is missing', '$1 已损坏：JPEG 的结尾缺失。'],
  ['(.+) is damaged: its tiles are larger than the picture', '$1 已损坏：图块比图片还大。'],
  ['(.+) is damaged: its (.+) data cannot be decoded', '$1 已损坏：$2 数据无法解码。'],
  ['(.+) is not decoded: it has more scans .+', '$1 的扫描次数异常，未解码；请重新存为 JPEG。'],
  ['(.+) has (.+); the limit is (.+): make it smaller.*', '$1 为 $2，上限为 $3；请缩小后再试。'],
  ["(.+) is a camera's raw file, .+", '$1 是相机的 RAW 文件，这里无法解码；请先转为 JPEG 或 TIFF。'],
  ['(.+) is an? (.+) photo; the decoder for those is not installed.*', '$1 是 $2 照片，此服务未安装其解码器；请导出为 JPEG（iPhone：设置 › 相机 › 格式 › 兼容性最佳）。'],
  ['(.+) is an? (HEIC|AVIF|HEIF) photo .+, which cannot be decoded here; .+', '$1 是一种少见的 $2 照片，这里无法解码；请另存为 JPEG 或 PNG。'],
  ['(.+) holds a Photoshop picture, .+', '$1 是 Photoshop 文件，这里无法解码；请导出为 JPEG、PNG 或 WebP。'],
  ['(.+) holds (.+), which cannot be decoded here; .+', '$1 的格式是 $2，这里无法解码；请导出为 JPEG、PNG 或 WebP。'],
  ['(.+) is a PDF document; .+', '$1 是 PDF 文档；请把其中的照片另存为 JPEG 或 PNG。'],
  ['(.+) is a drawing or a text, .+', '$1 是矢量图或文本，不是照片；请导出为 PNG。'],
  ['(.+) is a video, .+', '$1 是视频，不是照片；请把其中一帧另存为 JPEG。'],

  // Things that a result lacks.
  ['no face was found; the background network drew the whole picture', '没有找到人脸，整幅画面由画面网络绘制。'],
  ['(\\d+) of (\\d+) faces turned too far .+', '$2 张人脸中有 $1 张转过太多，无法对齐，那里保留画面网络的结果。'],
  ["the photo's EXIF is damaged; nothing of it is kept", '照片的 EXIF 已损坏，未予保留。'],
  ['the photo is an animated (.+); its first frame is drawn', '照片是 $1 动图，只绘制第一帧。'],
  ["the photo is CMYK without a profile; .+", '照片使用印刷油墨色且没有色彩配置，颜色可能不准。'],
  ["the photo's colour profile is .+", '照片的色彩配置无法使用，颜色可能不准。'],
  ['memory ran out with tiles of (.+) pixels, as planned; drawn with tiles of (.+)', '按计划的 $1 像素图块绘制时内存不足，改用 $2 像素的图块。'],
  ["the network of the style '(.+)' looks at the whole frame, .+ drawn in (\\d+) tiles .+", '风格“$1”的网络需要整幅画面；为节省内存，分成 $2 块绘制并融合接缝，整幅绘制的结果可能不同。'],
  ["memory is short for the variant (.+) of the style '(.+)'; (.+) drew, .+", '内存不足以使用风格“$2”的变体 $1，改用占用更少的 $3。'],
  ['on a processor fp16 only saves disk space; .+', '在处理器上，fp16 只节省磁盘空间，并不比 fp32 快。'],
  ['this platform comes without a face detector; .+', '此平台没有自带人脸检测器，可用 katong faces pull 获取。'],
].map(([english, chinese]) => [new RegExp(`^${english}$`, 's'), chinese]);

/** Names of things within sentences. */
const NAMES_ZH = { 'the photo': '照片', 'the drawn portrait': '示例画像' };

/** A sentence of the service in the reader's language; undefined if the page does not know it. */
export function translated(sentence) {
  if (language() === 'en') {
    return sentence || undefined;
  }
  for (const [pattern, chinese] of ZH) {
    const found = pattern.exec(sentence);
    if (found) {
      return chinese.replace(/\$(\d)/g, (whole, group) => NAMES_ZH[found[group]] ?? found[group]);
    }
  }
  return undefined;
}
