using Recognize.Models.Media;

namespace Recognize.Worker.Scanning;

/// <summary>What the walker met, in the order of <see cref="Utf8PathOrder"/>.</summary>
/// <param name="RelativePath">Below the root, with <c>/</c>; a folder's ends in <c>/</c>.</param>
internal abstract record WalkedEntry(string RelativePath);

/// <summary>A file to keep in the library.</summary>
/// <param name="RelativePath">Below the root, with <c>/</c>.</param>
/// <param name="Format">By its extension.</param>
/// <param name="SizeBytes">Zero for an empty file, a pipe or a device: such a file is never opened.</param>
/// <param name="ModifiedTicks">UTC ticks of 100 ns.</param>
/// <param name="Problem">Set when it cannot be opened under its name at all.</param>
internal sealed record WalkedFile(
    string RelativePath, MediaFormat Format, long SizeBytes, long ModifiedTicks, string? Problem = null)
    : WalkedEntry(RelativePath);

/// <summary>A file or folder that is left out, with the reason to count it under.</summary>
internal sealed record WalkedSkip(string RelativePath, string Reason) : WalkedEntry(RelativePath);

/// <summary>A folder whose content could not be listed: nothing below it may be taken for deleted.</summary>
internal sealed record WalkedUnreadableFolder(string RelativePath, string Reason) : WalkedEntry(RelativePath);

/// <summary>A folder without any entry; it may be where a disk should be mounted.</summary>
internal sealed record WalkedEmptyFolder(string RelativePath) : WalkedEntry(RelativePath);
