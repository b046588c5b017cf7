using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recognize.Models;
using Recognize.Models.Accounts;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Inference;
using Recognize.Models.Landmarks;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Music;
using Recognize.Models.Objects;
using Recognize.Models.Packs;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Reclustering;
using Recognize.Models.Persistence;
using Recognize.Models.Refusals;
using Recognize.Models.Persistence.Embedded;
using Recognize.Worker.Analysis;
using Recognize.Worker.Backup;
using Recognize.Worker.Contacts;
using Recognize.Worker.Database;
using Recognize.Worker.Decoding;
using Recognize.Worker.Grouping;
using Recognize.Worker.Jobs;
using Recognize.Worker.Limits;
using Recognize.Worker.Scanning;
using Recognize.Worker.Seeding;

namespace Recognize.Worker.CommandLine;

/// <summary>Puts the worker together: the one place where its parts meet.</summary>
internal static class WorkerServices
{
    public const string MigrationsAssembly = "Recognize.Migrations";

    private static readonly IConfiguration Configuration =
        new ConfigurationBuilder().AddEnvironmentVariables().Build();

    public static ServiceProvider Build(RecognizeHome home, DatabaseServer database)
    {
        var services = new ServiceCollection();
        Add(services, home, database);
        return services.BuildServiceProvider(validateScopes: true);
    }

    public static void Add(IServiceCollection services, RecognizeHome home, DatabaseServer database)
    {
        AddModels(services, home);
        // The installation owns the server and outlives the services: the container must not dispose it.
        services.AddSingleton(database);
        services.AddRecognizeDatabase(database.ConnectionString, MigrationsAssembly);
        services.AddAccounts();
        services.AddPeopleActs();
        services.AddRefusals();
        services.AddReclustering();
        AddRecognition(services, home);
        services.AddSingleton<LibraryDirectory>();
        services.AddSingleton<DatabaseRetry>();
        services.AddSingleton<ServingAtStart>();
        services.AddScanning();
        services.AddLimits();
        services.AddAnalysis();
        services.AddSingleton(provider => new GroupingOptions
        {
            Threads = LimitsSource.ThreadsOf(provider.GetRequiredService<LimitsSource>().Current),
        });
        services.AddSingleton<OwnerFaceIndexes>();
        services.AddSingleton<FaceGrouping>();
        services.AddSingleton<FacePackSwitch>();
        services.AddSingleton<DrawnFaces>();
        services.AddSingleton<LookSweep>();
        services.AddSingleton<PeopleSuggestions>();
        services.AddSingleton<GroupingUpkeep>();
        services.AddSingleton<PeopleLookup>();
        services.AddContacts();
        services.AddSingleton<ReclusterRunner>();
        services.AddJobWork();
        services.AddSingleton(new SchemaCheckUp(SchemaUpdate.Known));
        services.AddSingleton<JobsReport>();
        services.AddSingleton<SchemaUpdate>();
        services.AddTransient<BackupWriter>();
        services.AddSingleton<RestoreRun>();
        services.AddSingleton<DatabaseSeeder>();
        services.AddSingleton<OwnerChoice>();
        services.AddSingleton<LibrarySetup>();
        services.AddSingleton<IndexReportReader>();
        services.AddSingleton<IndexRun>();
        services.AddSingleton<IndexDisplay>();
    }

    /// <summary>Only what model packs need: no database.</summary>
    public static ServiceProvider BuildModels(RecognizeHome home)
    {
        var services = new ServiceCollection();
        AddModels(services, home);
        return services.BuildServiceProvider();
    }

    /// <summary>Everything that recognises, and no database.</summary>
    public static ServiceProvider BuildRecognition(RecognizeHome home)
    {
        var services = new ServiceCollection();
        AddModels(services, home);
        AddRecognition(services, home);
        services.AddRecognisers();
        services.AddSingleton<ModelsComparison>();
        return services.BuildServiceProvider();
    }

    private static void AddRecognition(IServiceCollection services, RecognizeHome home)
    {
        services.AddMedia(Configuration, home.Thumbnails);
        services.AddDecodingApart(() => AnalysisOptions.FromEnvironment().Threads);
        services.AddFaceRecognition(Configuration);
        services.AddObjectRecognition();
        services.AddMusicRecognition();
        services.AddLandmarkRecognition(home);
    }

    private static void AddModels(IServiceCollection services, RecognizeHome home)
    {
        services.AddSingleton(home);
        services.AddSingleton(TimeProvider.System);
        services.AddLogging(ConfigureLogging);
        services.AddSingleton(new Output(Console.Out));
        services.AddInference(Configuration);
        services.AddModelPacks(Configuration, home.Root);
        services.AddSingleton<ModelSetup>();
    }

    public static ILoggerFactory CreateLoggerFactory() => LoggerFactory.Create(ConfigureLogging);

    private static void ConfigureLogging(ILoggingBuilder logging)
    {
        var level = RecognizeSettings.Read(RecognizeSettings.LogLevel) is { } text
            ? Enum.TryParse<LogLevel>(text, ignoreCase: true, out var parsed)
                ? parsed
                : throw new CommandFailure($"RECOGNIZE_LOG_LEVEL is '{text}': use Debug, Information, Warning or Error.")
            : LogLevel.Warning;
        logging.SetMinimumLevel(level);
        // What EF Core logs as a failure is also thrown where it was asked for, and handled or logged there.
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        // It warns of every node that was stopped some time ago.
        logging.AddFilter("Quartz", LogLevel.Error);
        // Standard output belongs to what the command prints.
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
