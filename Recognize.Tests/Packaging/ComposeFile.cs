using Recognize.Tests.Support;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Recognize.Tests.Packaging;

/// <summary>docker-compose.yml as plain maps and lists, its merges (&lt;&lt;) resolved.</summary>
internal sealed class ComposeFile
{
    private readonly IDictionary<object, object?> _root;

    private ComposeFile(IDictionary<object, object?> root) => _root = root;

    public static ComposeFile Read()
    {
        var parser = new MergingParser(new Parser(new StringReader(Repository.Read("docker-compose.yml"))));
        return new ComposeFile((IDictionary<object, object?>)new DeserializerBuilder().Build().Deserialize(parser)!);
    }

    public IReadOnlyDictionary<string, IDictionary<object, object?>> Services =>
        Map(_root["services"]).ToDictionary(pair => (string)pair.Key, pair => Map(pair.Value));

    public IDictionary<object, object?> Section(string name) => Map(_root[name]);

    public static IDictionary<object, object?> Map(object? node) => (IDictionary<object, object?>)node!;

    public static IReadOnlyList<string> Strings(object? node) =>
        node is null ? [] : [.. ((IEnumerable<object>)node).Select(item => (string)item)];

    /// <summary>The variables that a service gets, by name.</summary>
    public static IReadOnlyDictionary<string, string> Environment(IDictionary<object, object?> service) =>
        service.TryGetValue("environment", out var node)
            ? Map(node).ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "")
            : new Dictionary<string, string>();
}
