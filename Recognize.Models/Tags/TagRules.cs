using System.Security.Cryptography;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Recognize.Models.Tags;

/// <summary>How raw labels of the object models become tags, read from <c>tag-rules.yaml</c>.</summary>
public sealed class TagRules
{
    private static readonly Lazy<TagRules> Embedded = new(ReadEmbedded);

    private readonly Dictionary<string, TagRule> _byId;
    private readonly Dictionary<string, IReadOnlyList<string>> _ancestors = new(StringComparer.Ordinal);

    private TagRules(TagRulesDocument document, string version)
    {
        Version = version;
        Tags = document.ToRules();
        IgnoredClassifierLabels = [.. document.Ignored.SelectMany(group => group.Imagenet)];
        IgnoredDetectorLabels = [.. document.Ignored.SelectMany(group => group.Coco)];
        _byId = new Dictionary<string, TagRule>(StringComparer.Ordinal);
        foreach (var tag in Tags)
        {
            if (!_byId.TryAdd(tag.Id, tag))
                throw new FormatException($"The tag rules define the tag {tag.Id} twice.");
        }
        foreach (var tag in Tags)
            _ancestors.Add(tag.Id, FindAncestors(tag));
    }

    /// <summary>The rules built into this assembly.</summary>
    public static TagRules Default => Embedded.Value;

    /// <summary>Changes with every edit of the file: the version written in it and a part of its hash.</summary>
    public string Version { get; }

    /// <summary>Every tag, in the order of the file.</summary>
    public IReadOnlyList<TagRule> Tags { get; }

    /// <summary>ImageNet labels that become no tag, on purpose.</summary>
    public IReadOnlyList<string> IgnoredClassifierLabels { get; }

    /// <summary>COCO labels that become no tag, on purpose.</summary>
    public IReadOnlyList<string> IgnoredDetectorLabels { get; }

    /// <summary>The tag of an id, or null.</summary>
    public TagRule? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Ids of every tag that a tag implies, directly or not, each once.</summary>
    public IReadOnlyList<string> AncestorsOf(string id) => _ancestors[id];

    /// <summary>The tag of an id as it is stored; of several parents the first is its place in the taxonomy.</summary>
    public TagDefinition Define(string id)
    {
        var tag = _byId[id];
        var names = new Dictionary<string, string> { ["en"] = tag.Name };
        return new TagDefinition(id, TagKind.Subject, names, tag.Parents.Count > 0 ? Define(tag.Parents[0]) : null);
    }

    /// <summary>Reads rules from text.</summary>
    /// <exception cref="FormatException">They cannot be read or contradict themselves; the message says where.</exception>
    public static TagRules Parse(string yaml)
    {
        var deserializer = new DeserializerBuilder()
            .WithNamingConvention(CamelCaseNamingConvention.Instance)
            .WithDuplicateKeyChecking()
            .Build();
        try
        {
            var document = deserializer.Deserialize<TagRulesDocument>(yaml);
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(yaml)));
            return new TagRules(document, $"{document.Version}-{hash[..8]}");
        }
        catch (YamlException error)
        {
            throw new FormatException($"The tag rules cannot be read ({error.Start}): {error.Message}", error);
        }
    }

    private static TagRules ReadEmbedded()
    {
        using var stream = typeof(TagRules).Assembly.GetManifestResourceStream(typeof(TagRules), "tag-rules.yaml")
            ?? throw new InvalidOperationException("The tag rules are not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    private List<string> FindAncestors(TagRule tag)
    {
        var found = new List<string>();
        var open = new Queue<string>(tag.Parents);
        while (open.TryDequeue(out var id))
        {
            if (id == tag.Id)
                throw new FormatException($"The tag {tag.Id} is its own ancestor.");
            if (!_byId.TryGetValue(id, out var parent))
                throw new FormatException($"The tag {tag.Id} names the parent {id}, which is not defined.");
            if (found.Contains(id))
                continue;
            found.Add(id);
            foreach (var next in parent.Parents)
                open.Enqueue(next);
        }
        return found;
    }
}
