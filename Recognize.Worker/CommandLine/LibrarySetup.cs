using Recognize.Models.Accounts;
using Recognize.Models.Library;

namespace Recognize.Worker.CommandLine;

/// <summary>What every command that works on a library settles first: models, owner, consent, folders.</summary>
internal sealed class LibrarySetup(ModelSetup models, OwnerChoice choice, LibraryDirectory directory)
{
    /// <summary>Refuses folders that do not exist, before anything is started or made for them.</summary>
    /// <exception cref="CommandFailure">A folder does not exist.</exception>
    public static void Check(IEnumerable<string> folders)
    {
        foreach (var folder in folders.Where(folder => !Directory.Exists(folder)))
            throw new CommandFailure($"There is no folder '{folder}'.");
    }

    /// <summary>Makes everything ready and returns the owner and those of the libraries that hold the folders.</summary>
    /// <param name="folders">Folders to add; none stands for all libraries of the owner.</param>
    /// <param name="user">Whose; null for the first user.</param>
    /// <param name="isFacesAnsweredYes">The owner agreed to face recognition on the command line.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    public async Task<(UserAccount Owner, IReadOnlyList<MediaLibrary> Libraries)> PrepareAsync(
        IReadOnlyList<string> folders, string? user, bool isFacesAnsweredYes, CancellationToken cancellationToken)
    {
        await models.EnsureAsync(cancellationToken);
        var owner = await choice.ChooseAsync(user, cancellationToken);
        await choice.AskForFacesAsync(owner, isFacesAnsweredYes, cancellationToken);
        foreach (var folder in folders)
            await directory.EnsureAsync(owner.Id, folder, cancellationToken);

        // Looked up again after all were added: a folder may have become part of a later one.
        var all = await directory.ListAsync(owner.Id, cancellationToken);
        if (folders.Count == 0)
            return (owner, all);
        var roots = folders.Select(RealPath.Resolve).ToList();
        return (owner, [.. all.Where(library => roots.Exists(root => RealPath.IsWithin(root, library.RootPath)))]);
    }
}
