using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Recognize.Models.Packs;
using Recognize.Tests.Support;

namespace Recognize.Tests.Web;

/// <summary>What the server can say to somebody who looks at the web app.</summary>
/// <param name="Template">In English; <c>{}</c> stands where something is filled in.</param>
/// <param name="Place">File and line.</param>
internal sealed record ServerSentence(string Template, string Place);

/// <summary>
/// Finds the sentences in the server's sources: texts that read like one, and those in places whose every text is shown.
/// What is put together from parts is one sentence; where a part has words of its own, there is one for each choice.
/// </summary>
internal static partial class ServerSentences
{
    /// <summary>What stands where something is filled in.</summary>
    public const string Gap = "{}";

    /// <summary>Folders and files whose words stay on the machine.</summary>
    private static readonly string[] UnheardFolders =
    [
        // The terminal.
        "Recognize.Worker/CommandLine/", "Recognize.Worker/Program.cs", "Recognize.Worker/Backup/", "Recognize.Worker/Benchmark/",
        "Recognize.Worker/Evaluation/", "Recognize.Worker/Seeding/", "Recognize.Models/RecognizeSettings.cs",
        // Own models, measurements of covers and galleries of landmarks are made at the terminal alone.
        "Recognize.Models/Classifiers/", "Recognize.Models/Packs/", "Recognize.Models/Deidentification/Measurement/",
        "Recognize.Models/Landmarks/Gallery/",
        // The API's description, the figures for monitoring, and what the start says to the log.
        "Recognize.Api/Http/ApiDescription.cs", "Recognize.Api/Jobs/SystemFigures.cs", "Recognize.Api/Program.cs",
        "Recognize.Api/Hosting/TlsCertificate.cs",
    ];

    /// <summary>Methods whose texts nobody sees in the app: of descriptions, checks of settings, sign-ins, notes on a card.</summary>
    private static readonly string[] UnheardCalls =
        ["WithSummary", "WithDescription", "Validate", "AuthenticateResult.Fail", "context.Fail", "Note", "note"];

    /// <summary>Mistakes of ours, of settings and of installed files: the log has them; the app shows at most their kind.</summary>
    private static readonly string[] UnheardExceptions =
    [
        "ArgumentException", "ArgumentOutOfRangeException", "InvalidDataException", "InvalidOperationException", "FormatException",
        "NotSupportedException", "UnreachableException", "JsonException", "IOException", "HttpRequestException", "TimeoutException",
        "DirectoryNotFoundException", "ModelFileException", "EmbeddedPostgresException", "FaceIndexStateException", "VipsException",
        "InsufficientMemoryException",
    ];

    /// <summary>Members, as <c>Type.Member</c> or <c>Type.*</c>, whose words go to the log or the terminal alone.</summary>
    private static readonly string[] UnheardMembers =
    [
        // Users read KeysUnavailableException.ForUsers instead.
        "MasterKey.*", "MasterKeyFile.*", "OwnerSeal.*", "SealedValueException.*",
        // Answered by comparing everything.
        "SyncTokenExpiredException.*",
        // Makes the exception of a damaged file that is part of the program.
        "CityFileReader.*",
        // Describes a parameter.
        "ReclusterEndpoints.User",
    ];

    /// <summary>
    /// Members whose every text is shown, wherever they are: the parts that sentences are filled with, and exceptions of a
    /// common type whose messages are passed on.
    /// </summary>
    private static readonly string[] HeardMembers =
    [
        "ActWording.*", "PortraitJudge.Fault", "MediaContent.DescribeNoPhoto", "MediaContent.DescribeForeign", "CoverChoice.ToString",
        "MeasuredStrengths.Judge", "MeasuredStrengths.Possible", "DecoderChild.Explain", "WatchProblems.*", "LimitsRegistration.Disks",
        "ReclusterConflictFinder.Called", "ShareRecords.Particulars", "UserErasure.FormerUser", "MetadataSources.*", "PersonRefusals.*",
        "WorkLimits.Check", "WorkLimits.FromJson", "WorkLimits.Range", "QuietWindow.Parse", "PageLimit.Problem",
        "SimilarityLimits.Validate", "ModelStore.ReadVerified", "ModelStore.Mismatch", "ModelStore.Remedy", "OnnxSessionPool.CreateSession",
        "ContactsConsentCommand.By",
    ];

    /// <summary>Who did something, as it is kept beside what was done, and names that are given; the terminal's are kept, too.</summary>
    private static readonly string[] Authors =
        ["AuditActor", "ActActor", "AuditRecord", "JobRequest", "consents.RecordAsync", "tokens.Create"];

    /// <summary>Calls whose every text is shown, even a single word.</summary>
    private static readonly string[] HeardWords = ["Problems.NotFound", "NoSuch", "SharingProblems.OfText"];

    /// <summary>Calls, objects and properties whose texts are shown, whole sentences or not; single words are codes.</summary>
    private static readonly string[] HeardPlaces =
    [
        "Problems.Of", "Problems.BadRequest", "Problems.Details", "ActRefusedException", "UnreadableMediaException",
        "JobRefusedException", "CardDavException", "ScanPathException", "act.Summary", "Detail",
    ];

    /// <summary>All of them, in the order of files.</summary>
    public static IReadOnlyList<ServerSentence> Find() =>
    [
        .. new[] { "Recognize.Api", "Recognize.Models", "Recognize.Worker" }
            .SelectMany(project => Directory.EnumerateFiles(Repository.PathOf(project), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.PathOf("."), file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/node_modules/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .SelectMany(file => In(Repository.Read(file), file)),
        .. OfModels(),
    ];

    /// <summary>What the catalogue of models says of packs and files.</summary>
    private static IEnumerable<ServerSentence> OfModels() => ModelCatalogue.Default.Packs
        .SelectMany(pack => pack.Tasks.SelectMany(task => task.Files.Values).Select(file => file.Notes).Prepend(pack.Summary))
        .Where(text => text.Length > 0)
        .Distinct()
        .Select(text => new ServerSentence(text, "Recognize.Models/Packs/catalogue.yaml"));

    /// <summary>Those of one file.</summary>
    public static IEnumerable<ServerSentence> In(string source, string file)
    {
        var tree = CSharpSyntaxTree.ParseText(source);
        var isUnheard = UnheardFolders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal));
        var parts = new HashSet<ExpressionSyntax>();
        // Wholes come before their parts.
        foreach (var expression in tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>().Where(IsText))
        {
            if (parts.Contains(expression))
                continue;
            parts.UnionWith(AllParts(expression));
            var line = tree.GetLineSpan(expression.Span).StartLinePosition.Line + 1;
            var counts = CountingAt(expression, isUnheard);
            foreach (var template in Wordings(expression).Where(counts))
                yield return new ServerSentence(template, $"{file}:{line}");
        }
    }

    /// <summary>Which texts are shown where an expression stands.</summary>
    private static Func<string, bool> CountingAt(ExpressionSyntax expression, bool isUnheard)
    {
        var member = MemberOf(expression);
        var around = Around(expression).ToList();
        if (member is null || around.Exists(IsUnheard))
            return _ => false;
        bool IsAmong(string[] members) => members.Contains(member) || members.Contains(member.Split('.')[0] + ".*");
        var nearest = around.Find(name => name is not ("string.Create" or "FormattableString.Invariant"));
        if (IsAmong(HeardMembers))
            return HasBlank;
        if (nearest is not null && Authors.Contains(nearest))
            return IsWords;
        if (isUnheard || IsAmong(UnheardMembers) || around.Exists(UnheardExceptions.Contains))
            return _ => false;
        if (nearest is not null && HeardWords.Contains(nearest))
            return IsWords;
        return nearest is not null && HeardPlaces.Contains(nearest) ? HasBlank : IsSentence;
    }

    private static bool IsUnheard(string around) =>
        UnheardCalls.Any(call => around == call || around.EndsWith("." + call, StringComparison.Ordinal));

    /// <summary>What a text is an argument of, or set to, from the inside; nothing within an attribute.</summary>
    private static IEnumerable<string> Around(ExpressionSyntax expression) => expression.Ancestors()
        .TakeWhile(around => around is not MemberDeclarationSyntax)
        .Select(around => around switch
        {
            InvocationExpressionSyntax call => NameOf(call.Expression),
            ObjectCreationExpressionSyntax made => made.Type.ToString(),
            AssignmentExpressionSyntax set => set.Left.ToString(),
            _ => null,
        })
        .OfType<string>();

    /// <summary><c>Type.Member</c>; null for arguments of attributes.</summary>
    private static string? MemberOf(ExpressionSyntax expression)
    {
        if (expression.Ancestors().Any(around => around is AttributeSyntax))
            return null;
        var member = expression.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault();
        var type = expression.Ancestors().OfType<TypeDeclarationSyntax>().FirstOrDefault();
        return type is null ? null : $"{type.Identifier.Text}." + member switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            PropertyDeclarationSyntax property => property.Identifier.Text,
            FieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
            _ => "",
        };
    }

    private static string NameOf(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or PredefinedTypeSyntax } access => access.ToString(),
        MemberAccessExpressionSyntax access => $".{access.Name}",
        _ => called.ToString(),
    };

    private static bool IsText(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.StringLiteralExpression),
        InterpolatedStringExpressionSyntax => true,
        BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression) => IsText(sum.Left) || IsText(sum.Right),
        ParenthesizedExpressionSyntax inner => IsText(inner.Expression),
        _ => false,
    };

    /// <summary>Every way to say it: each choice of words is another.</summary>
    private static IEnumerable<string> Wordings(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal when IsText(literal) => [literal.Token.ValueText],
        InterpolatedStringExpressionSyntax text => text.Contents.Aggregate<InterpolatedStringContentSyntax, IEnumerable<string>>(
            [""], (begun, part) => Join(begun, part switch
            {
                InterpolatedStringTextSyntax plain => [plain.TextToken.ValueText],
                InterpolationSyntax gap => Wordings(gap.Expression),
                _ => [Gap],
            })),
        BinaryExpressionSyntax sum when IsText(sum) => Join(Wordings(sum.Left), Wordings(sum.Right)),
        _ when Parts(expression).ToList() is { Count: > 0 } choices => choices.SelectMany(Wordings),
        _ => [Gap],
    };

    /// <summary>What a text is put together from or chosen among; nothing for what is filled in.</summary>
    private static IEnumerable<ExpressionSyntax> Parts(ExpressionSyntax expression) => expression switch
    {
        InterpolatedStringExpressionSyntax text => text.Contents.OfType<InterpolationSyntax>().Select(gap => gap.Expression),
        BinaryExpressionSyntax sum when IsText(sum) => [sum.Left, sum.Right],
        ParenthesizedExpressionSyntax inner => [inner.Expression],
        ConditionalExpressionSyntax choice when IsText(choice.WhenTrue) || IsText(choice.WhenFalse) =>
            [choice.WhenTrue, choice.WhenFalse],
        SwitchExpressionSyntax choice when choice.Arms.Any(arm => IsText(arm.Expression)) =>
            choice.Arms.Select(arm => arm.Expression),
        BinaryExpressionSyntax choice when choice.IsKind(SyntaxKind.CoalesceExpression) && IsText(choice.Right) =>
            [choice.Left, choice.Right],
        _ => [],
    };

    private static IEnumerable<ExpressionSyntax> AllParts(ExpressionSyntax expression) =>
        Parts(expression).SelectMany(part => AllParts(part).Prepend(part));

    private static IEnumerable<string> Join(IEnumerable<string> begun, IEnumerable<string> more)
    {
        var ends = more.ToList();
        return begun.SelectMany(start => ends.Select(end => start + end));
    }

    private static bool IsWords(string text) => Letters(text) >= 2 && !Code().IsMatch(text);

    private static bool HasBlank(string text) =>
        IsWords(text) && text.Replace(Gap, "x", StringComparison.Ordinal).Trim().Contains(' ', StringComparison.Ordinal);

    private static bool IsSentence(string text) => Letters(text) >= 2 && Sentence().IsMatch(text);

    private static int Letters(string text) => text.Replace(Gap, "", StringComparison.Ordinal).Count(char.IsLetter);

    /// <summary>Begins as a sentence does or with what is filled in, has a blank, and ends, or another is filled in at its end.</summary>
    [GeneratedRegex("""^(?:["'A-Z{].* .*[.?!]|[A-Z].* .*[:.] \{\})$""", RegexOptions.Singleline)]
    private static partial Regex Sentence();

    /// <summary>What programs read: codes such as "not-found", and SQL.</summary>
    [GeneratedRegex("""^(?:[a-z]+(?:-[a-z0-9]+)+|\s*(?:SELECT|INSERT|UPDATE|DELETE|VACUUM|ALTER|SET)\b.*)$""", RegexOptions.Singleline)]
    private static partial Regex Code();
}
