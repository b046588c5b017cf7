namespace Recognize.Models.Packs;

/// <summary>Where model files are kept and fetched from.</summary>
public sealed class ModelPackOptions
{
    /// <summary>Section of the configuration these settings are bound from.</summary>
    public const string SectionName = "Recognize:Models";

    /// <summary>Environment variable that names the mirror, for machines without the internet.</summary>
    public const string MirrorVariable = "RECOGNIZE_MODEL_MIRROR";

    /// <summary>Folder of the installed files; by default <c>models</c> in the folder that holds all state.</summary>
    public string Folder { get; set; } = "";

    /// <summary>
    /// A folder, or an http(s) address, that holds the files by their catalogue names; empty for none. A folder is the
    /// only source then, and no network is touched; an address is tried before the published source.
    /// </summary>
    public string Mirror { get; set; } = "";

    /// <summary>Longest wait for a connection, 1 s..5 min.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest pause between two pieces of a download before it counts as broken, 1 s..10 min.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest run of the npm client for one package, 10 s..2 h.</summary>
    public TimeSpan NpmTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a download that breaks in the middle is continued before it is given up, 1..100.</summary>
    public int Attempts { get; set; } = 4;

    /// <summary>The mirror when it is an address; null when it is a folder or not set.</summary>
    internal Uri? MirrorAddress =>
        Uri.TryCreate(Mirror, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : null;

    /// <summary>The mirror when it is a folder; null when it is an address or not set.</summary>
    internal string? MirrorFolder => Mirror.Length > 0 && MirrorAddress is null ? Mirror : null;
}
