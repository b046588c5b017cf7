using Recognize.Models.Media;

namespace Recognize.Worker.Exports;

/// <summary>A file that is to be exported.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Path">Where it lies, links resolved and within its library.</param>
/// <param name="Name">Its name without folders.</param>
/// <param name="Kind">Photo, video or audio.</param>
/// <param name="IsAsAnalysed">Whether it is still the file whose faces are stored.</param>
internal sealed record ExportSource(Guid Id, string Path, string Name, MediaKind Kind, bool IsAsAnalysed);
