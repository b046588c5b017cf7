using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// <c>evaluate</c>: measures what is installed on a labelled folder. The folder is read as it is; nothing is written to
/// a library and no database is needed.
/// </summary>
internal static class EvaluateCommand
{
    /// <summary>How every verb writes its figures with <c>--json</c>.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // A figure that cannot be had, such as a rate over nothing, is null and not a number that looks like one.
        NumberHandling = JsonNumberHandling.Strict,
    };

    public static Command Create(Output output)
    {
        var command = new Command("evaluate", "Measure recognition on labelled files: faces, contacts, objects, music, landmarks, covered faces.")
        {
            EvaluateVerifyCommand.Create(output),
            EvaluateClusterCommand.Create(output),
            EvaluateObjectsCommand.Create(output),
            EvaluateLandmarksCommand.Create(output),
            EvaluateMusicCommand.Create(output),
            EvaluateScaleCommand.Create(output),
            EvaluateContactsCommand.Create(output),
            EvaluateDeidentificationCommand.Create(output),
        };
        return command;
    }

    /// <summary>The labelled folder that most verbs read.</summary>
    public static Option<DirectoryInfo> FolderOption(string name, string description)
    {
        var option = new Option<DirectoryInfo>(name) { Description = description, Required = true };
        option.MustExist();
        return option;
    }

    public static Option<bool> JsonOption() =>
        new("--json") { Description = "Print the figures as one JSON object in the last line." };

    public static string ToJson<T>(T figures) => JsonSerializer.Serialize(figures, Json);

    /// <summary>The recognisers of this installation, without its database.</summary>
    public static async Task<ServiceProvider> OpenAsync(CancellationToken cancellationToken)
    {
        var home = RecognizeHome.FromEnvironment();
        home.Create();
        var services = WorkerServices.BuildRecognition(home);
        await services.GetRequiredService<ModelSetup>().EnsureAsync(cancellationToken);
        return services;
    }
}
