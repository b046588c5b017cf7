namespace Recognize.Models.Jobs;

/// <summary>Kinds of coarse jobs, as stored.</summary>
public static class JobKinds
{
    /// <summary>Compare a library, or a file or folder in it, with the disk.</summary>
    public const string Scan = "scan";

    /// <summary>Make the results of a library's files due again.</summary>
    public const string Analyse = "analyse";

    /// <summary>Group a user's new faces, and take over those that other models have found.</summary>
    public const string Group = "group";

    /// <summary>Group all of a user's faces anew, for a preview.</summary>
    public const string Recluster = "recluster";

    /// <summary>Read a user's contacts and find them among people.</summary>
    public const string Contacts = "contacts";

    /// <summary>Remove pictures of files that are gone, and have missing ones made.</summary>
    public const string Thumbnails = "thumbnails";

    /// <summary>Write all that is known of a user's files to a file.</summary>
    public const string Export = "export";

    /// <summary>Write files in which everybody but chosen people is unrecognisable.</summary>
    public const string CoveredExport = "export-without-faces";

    /// <summary>Forget removed files, old runs, workers and events.</summary>
    public const string CleanUp = "clean-up";

    /// <summary>Erase a user, a library, faces or everything, so that nothing of it is left in any file.</summary>
    public const string Erase = "erase";

    /// <summary>Every kind, in a stable order.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Scan, Analyse, Group, Recluster, Contacts, Thumbnails, Export, CoveredExport, CleanUp, Erase];
}
