using Recognize.Models.Landmarks.Places;

namespace Recognize.Models.Landmarks.Gazetteer;

/// <summary>An entry of the gazetteer: a famous place and the ground that photos of it are taken on.</summary>
/// <param name="Id">Stable slug; the tag's id is this behind <c>landmark:</c>.</param>
/// <param name="Kind">What sort of place it is.</param>
/// <param name="Countries">ISO 3166-1 alpha-2; several for one on a border or in disputed land.</param>
/// <param name="Center">Middle of its footprint.</param>
/// <param name="RadiusMetres">Of the footprint, a disc.</param>
/// <param name="Names">By language code; English always, another where it differs.</param>
/// <param name="Aliases">Other names that people may look for, in any language.</param>
public sealed record Landmark(
    string Id,
    LandmarkKind Kind,
    IReadOnlyList<string> Countries,
    GeoPoint Center,
    double RadiusMetres,
    IReadOnlyDictionary<string, string> Names,
    IReadOnlyList<string> Aliases)
{
    /// <summary>Its country, or null where there are several.</summary>
    public string? Country => Countries.Count == 1 ? Countries[0] : null;
}
