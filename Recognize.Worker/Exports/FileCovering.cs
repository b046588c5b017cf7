using Recognize.Models.Deidentification;
using Recognize.Models.Deidentification.Video;
using Recognize.Models.Exports;
using Recognize.Models.Faces;
using Recognize.Models.Media;

namespace Recognize.Worker.Exports;

/// <summary>Covers the faces of one file of an export.</summary>
internal sealed class FileCovering(
    PhotoCovering photos, VideoCovering videos, MediaProbe probe, FaceRecognizerFactory recognisers, ExportSources sources)
{
    /// <summary>Whether this machine has what looks for faces.</summary>
    public bool IsPossible => recognisers.InstalledVersion is not null;

    /// <summary>Writes the covered copy of a file.</summary>
    /// <param name="ownerId">Whose file.</param>
    /// <param name="file">The file.</param>
    /// <param name="request">What is done.</param>
    /// <param name="target">Receives it.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="UnreadableMediaException">The file itself is at fault, or of a kind that has no faces.</exception>
    public async Task<CoveredFile> WriteAsync(
        Guid ownerId, ExportSource file, CoveredExportRequest request, Stream target, CancellationToken cancellationToken)
    {
        var detector = recognisers.TryGet()
            ?? throw new UnreadableMediaException("Faces cannot be looked for: no model pack for faces is installed.");
        switch (file.Kind)
        {
            case MediaKind.Photo:
                var stored = await sources.FacesAsync(ownerId, file, request.Keep, cancellationToken);
                var picture = photos.Cover(file.Path, stored, detector, request.Plan, cancellationToken);
                await target.WriteAsync(picture.Bytes, cancellationToken);
                return new CoveredFile(picture.Extension, picture.Covered, picture.Readable, null);
            case MediaKind.Video:
                var facts = probe.Read(file.Path, cancellationToken);
                var chosen = await sources.ChosenAsync(ownerId, request.Keep, detector.PackVersion, cancellationToken);
                var video = videos.Cover(
                    file.Path, facts, detector, request.Plan, chosen, request.KeepsSound, target, _ => { }, cancellationToken);
                return new CoveredFile(".mp4", video.Covered, null, video.Frames);
            default:
                throw new UnreadableMediaException("This is a recording: it has no faces to cover, and voices are recognisable.");
        }
    }
}
