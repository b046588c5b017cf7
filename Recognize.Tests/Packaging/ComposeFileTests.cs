using System.Text.RegularExpressions;
using Recognize.Models;
using Recognize.Models.Persistence.Embedded;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packaging;

/// <summary>No container engine is at hand where tests run, so the files are held against the code and the rules.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly string[] Ours = ["migrate", "models", "worker", "api"];
    private static readonly string[] KeptRunning = ["database", "worker", "api"];

    private readonly ComposeFile _compose = ComposeFile.Read();

    [Fact]
    public void Services_AreTheDatabaseAndOurPrograms() =>
        Assert.Equal([.. Ours.Append("database").Order()], _compose.Services.Keys.Order());

    [Fact]
    public void Services_AreHardened()
    {
        foreach (var (name, service) in _compose.Services)
        {
            Assert.False(ComposeFile.Environment(service).ContainsKey("POSTGRES_PASSWORD"), name);
            Assert.Equal("true", service["read_only"]);
            Assert.Equal(["ALL"], ComposeFile.Strings(service["cap_drop"]));
            Assert.Equal(["no-new-privileges:true"], ComposeFile.Strings(service["security_opt"]));
            Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", (string)service["user"]!);
            Assert.False(service.ContainsKey("privileged"), name);
        }
    }

    [Fact]
    public void Services_HaveAHealthCheck_WhenTheyKeepRunning()
    {
        foreach (var name in KeptRunning)
        {
            var test = ComposeFile.Strings(ComposeFile.Map(_compose.Services[name]["healthcheck"])["test"]);
            Assert.StartsWith("CMD", test[0], StringComparison.Ordinal);
            Assert.True(test.Count > 1, name);
        }
    }

    [Fact]
    public void Services_WaitUntilTheSchemaIsUpToDate()
    {
        Assert.Equal("service_healthy", Condition("migrate", "database"));
        Assert.Equal("service_completed_successfully", Condition("worker", "migrate"));
        Assert.Equal("service_completed_successfully", Condition("api", "migrate"));

        string? Condition(string service, string on) => (string?)ComposeFile.Map(
            ComposeFile.Map(_compose.Services[service]["depends_on"])[on])["condition"];
    }

    [Fact]
    public void Networks_KeepDatabaseAndWorkerInside()
    {
        Assert.Equal("true", ComposeFile.Map(_compose.Section("networks")["inside"])["internal"]);
        foreach (var name in (string[])["database", "migrate", "worker"])
        {
            Assert.Equal(["inside"], ComposeFile.Strings(_compose.Services[name]["networks"]));
            Assert.False(_compose.Services[name].ContainsKey("ports"), name);
            Assert.False(_compose.Services[name].ContainsKey("network_mode"), name);
        }
        Assert.Equal(["setup"], ComposeFile.Strings(_compose.Services["models"]["profiles"]));
    }

    [Fact]
    public void Networks_LetOnlyTheFetchingOfModelsOut()
    {
        var networks = _compose.Section("networks");
        var door = ComposeFile.Map(ComposeFile.Map(networks["door"])["driver_opts"]);

        Assert.Equal("false", door["com.docker.network.bridge.enable_ip_masquerade"]);
        Assert.Equal(["inside", "door"], ComposeFile.Strings(_compose.Services["api"]["networks"]));
        Assert.Equal(
            ["models"],
            _compose.Services.Where(service => ComposeFile.Strings(service.Value["networks"]).Contains("outside"))
                .Select(service => service.Key));
    }

    [Fact]
    public void Api_IsPublishedOnLoopback_AtThePortItListensOn()
    {
        var api = _compose.Services["api"];
        var port = new Uri(RecognizeSettings.DefaultUrls).Port;

        Assert.Equal([$"127.0.0.1:{port}:{port}"], ComposeFile.Strings(api["ports"]));
        Assert.Equal($"http://0.0.0.0:{port}", ComposeFile.Environment(api)[RecognizeSettings.Urls]);
        Assert.Contains($"/{port} ", string.Join(' ', ComposeFile.Strings(
            ComposeFile.Map(api["healthcheck"])["test"])), StringComparison.Ordinal);
    }

    [Fact]
    public void Media_AreMountedReadOnly()
    {
        foreach (var name in (string[])["worker", "api"])
        {
            var media = ComposeFile.Strings(_compose.Services[name]["volumes"])
                .Where(volume => volume.Contains("MEDIA_FOLDER", StringComparison.Ordinal));
            Assert.EndsWith(":/media:ro", Assert.Single(media), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Environment_HoldsOnlySettingsTheCodeKnows_AndNoSecret()
    {
        var known = RecognizeSettings.All.Select(setting => setting.Name).ToHashSet();
        foreach (var name in Ours)
        {
            var environment = ComposeFile.Environment(_compose.Services[name]);
            Assert.Subset(known, environment.Keys.ToHashSet());

            var secretFile = environment[RecognizeSettings.DatabasePasswordFile];
            var secret = Assert.Single(ComposeFile.Strings(_compose.Services[name]["secrets"]));
            Assert.Equal($"/run/secrets/{secret}", secretFile);
            var address = DatabaseAddress.Parse(environment[RecognizeSettings.Database], passwordFile: null);
            Assert.DoesNotContain("password", address, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Secrets_AreFilesThatGitAndImagesNeverSee()
    {
        foreach (var secret in _compose.Section("secrets").Values)
        {
            var pair = Assert.Single(ComposeFile.Map(secret));
            Assert.Equal("file", pair.Key);
            Assert.StartsWith("./docker/secrets/", (string)pair.Value!, StringComparison.Ordinal);
        }
        Assert.Contains("docker/secrets", Repository.Read(".gitignore").Split('\n').Select(line => line.TrimEnd('/')));
        Assert.Contains("docker/secrets", Repository.Read(".dockerignore").Split('\n'));
    }

    [Fact]
    public void Database_IsMadeForTheRoleThatTheProgramsUse()
    {
        var script = Repository.Read("docker/initdb/10-recognize.sql");
        var environment = ComposeFile.Environment(_compose.Services["worker"]);

        Assert.Contains("Username=recognize", environment[RecognizeSettings.Database], StringComparison.Ordinal);
        Assert.Contains("CREATE ROLE recognize LOGIN", script, StringComparison.Ordinal);
        Assert.Contains("CREATE DATABASE recognize OWNER recognize", script, StringComparison.Ordinal);
        Assert.Contains(environment[RecognizeSettings.DatabasePasswordFile], script, StringComparison.Ordinal);
        Assert.Contains(
            environment[RecognizeSettings.DatabasePasswordFile].Split('/')[^1],
            ComposeFile.Strings(_compose.Services["database"]["secrets"]));
    }

    [Fact]
    public void Commands_AreOnesTheLauncherOffers()
    {
        var offered = HelpLine().Matches(Repository.Read("recognize")).Select(match => match.Groups[1].Value).ToHashSet();
        foreach (var name in Ours.Where(name => _compose.Services[name].ContainsKey("command")))
            Assert.Contains(ComposeFile.Strings(_compose.Services[name]["command"])[0], offered);
    }

    [Fact]
    public void Dockerfile_HasEveryTargetThatIsBuilt_EachAsAnOrdinaryUser()
    {
        var stages = Repository.Read("docker/Dockerfile").Split("\nFROM ").Skip(1)
            .ToDictionary(stage => stage.Split('\n')[0].Split(" AS ")[1]);
        foreach (var name in Ours)
        {
            var build = ComposeFile.Map(_compose.Services[name]["build"]);
            Assert.Equal("docker/Dockerfile", build["dockerfile"]);
            var stage = stages[(string)build["target"]!];
            Assert.Contains($"USER {_compose.Services[name]["user"]}", stage, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("(?m)^  ([a-z]+) .*  ")]
    private static partial Regex HelpLine();
}
