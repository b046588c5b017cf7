namespace Recognize.Models.Deidentification.Video;

/// <summary>Joins the faces of successive frames into tracks. A track ends with its scene.</summary>
/// <param name="reach">Frames that a face may be unseen for within a track.</param>
internal sealed class FaceTracks(int reach)
{
    /// <summary>How much a face overlaps itself in the next frame where it was seen, at least.</summary>
    private const float LeastOverlap = 0.2f;

    private readonly List<FaceTrack> _tracks = [];
    private readonly List<FaceTrack> _open = [];

    public IReadOnlyList<FaceTrack> All => _tracks;

    /// <summary>Adds the faces of a frame; each goes to the open track that it overlaps most.</summary>
    public void Add(IReadOnlyList<SeenFace> faces)
    {
        var free = _open.ToList();
        foreach (var face in faces)
        {
            var track = free.MaxBy(open => open.Last.Surest.Overlap(face.Surest));
            if (track is null || track.Last.Surest.Overlap(face.Surest) < LeastOverlap)
            {
                track = new FaceTrack();
                _tracks.Add(track);
                _open.Add(track);
            }
            else
            {
                free.Remove(track);
            }
            track.Add(face);
        }
    }

    /// <summary>A new scene begins: whoever is seen next is nobody of before.</summary>
    public void EndScene() => _open.Clear();

    /// <summary>Forgets what no longer counts for a frame or later ones.</summary>
    public void ForgetBefore(int frame)
    {
        foreach (var track in _tracks)
            track.ForgetBefore(frame - reach);
        _tracks.RemoveAll(track => track.IsEmpty);
        _open.RemoveAll(track => track.IsEmpty);
    }
}
