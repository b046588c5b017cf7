using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;

namespace Recognize.Tests.Api;

/// <summary>The whole API on a loopback port over a database of its own. Tests of a class share it and make their own users.</summary>
public sealed class RecognizeApp : IAsyncLifetime
{
    private readonly Func<Task<string>> _createDatabase;
    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-api-").FullName;
    private Host? _host;
    private int _users;

    public RecognizeApp(PostgresFixture postgres) => _createDatabase = () => postgres.CreateDatabaseAsync();

    internal RecognizeApp(string connectionString) => _createDatabase = () => Task.FromResult(connectionString);

    /// <summary>Environment variables, to be given before the start.</summary>
    internal Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>What a test has otherwise than the program, to be given before the start.</summary>
    internal Action<IServiceCollection>? Otherwise { get; init; }

    internal string Home => Path.Combine(_folder, "home");

    internal IServiceProvider Services => _host!.Services;

    internal Uri Address => _host!.ClientOptions.BaseAddress;

    public async ValueTask InitializeAsync()
    {
        Start(await _createDatabase());
        await using var database = Open();
        await database.Database.MigrateAsync();
    }

    /// <summary>Starts without touching the database.</summary>
    internal void Start(string connectionString)
    {
        _host = new Host(connectionString, Home, Settings, Otherwise);
        _host.UseKestrel();
        _host.StartServer();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal RecognizeDbContext Open() => Get<IDbContextFactory<RecognizeDbContext>>().CreateDbContext();

    internal T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A client without cookie or token; it keeps the cookies it is given.</summary>
    internal HttpClient Anonymous() => new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = Address, DefaultRequestHeaders = { { SameOriginGate.SessionHeader, "test" } },
    };

    internal async Task<HttpClient> WithTokenAsync(TestUser user, params string[] scopes)
    {
        var token = await Get<TokenDirectory>().IssueTokenAsync(
            user.Id, "test", scopes.Length == 0 ? TokenScopes.All : scopes, expiresAt: null, default);
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    internal async Task<HttpClient> SignInAsync(TestUser user)
    {
        var client = Anonymous();
        using var answer = await client.PostAsJsonAsync("/api/session", new { user.Name, user.Password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return client;
    }

    /// <summary>A user who has replaced the one-time password.</summary>
    internal async Task<TestUser> AddUserAsync(bool isAdmin = false)
    {
        var fresh = await AddFreshUserAsync(isAdmin);
        const string Password = "a password of one's own";
        await Get<AccountDirectory>().ChangePasswordAsync(fresh.Id, fresh.Password, Password, default);
        return fresh with { Password = Password };
    }

    internal async Task<TestUser> AddFreshUserAsync(bool isAdmin = false)
    {
        var name = $"user{Interlocked.Increment(ref _users)}";
        var made = await Get<AccountDirectory>().CreateUserAsync(name, isAdmin, default);
        return new TestUser(made.User.Id, name, made.OneTimePassword);
    }

    /// <summary>A user for tokens alone: no password fits, and none has to be hashed.</summary>
    internal async Task<TestUser> AddTokenUserAsync(bool isAdmin = false)
    {
        var name = $"user{Interlocked.Increment(ref _users)}";
        var user = new UserAccount
        {
            Name = name, NormalizedName = name, PasswordHash = string.Empty, MustChangePassword = false, IsAdmin = isAdmin,
            CreatedAt = DateTimeOffset.UtcNow,
        };
        await using var database = Open();
        database.Add(user);
        await database.SaveChangesAsync();
        return new TestUser(user.Id, name, string.Empty);
    }

    /// <summary>As if a share's end, given ahead, had come.</summary>
    internal async Task EndByDateAsync(Guid shareId)
    {
        await using var database = Open();
        var passed = DateTimeOffset.UtcNow.AddSeconds(-1);
        await database.Shares.Where(share => share.Id == shareId)
            .ExecuteUpdateAsync(share => share.SetProperty(row => row.ExpiresAt, passed));
    }

    /// <summary>A library with a folder of its own.</summary>
    internal Task<TestLibrary> AddLibraryAsync(TestUser user) =>
        TestLibrary.CreateAsync(this, user.Id, Path.Combine(_folder, "private-place", Guid.NewGuid().ToString("N")));

    private sealed class Host(
        string connectionString, string home, Dictionary<string, string> settings, Action<IServiceCollection>? otherwise) : WebApplicationFactory<Recognize.Api.Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            builder.UseSetting("RECOGNIZE_DATABASE", connectionString);
            builder.UseSetting("RECOGNIZE_HOME", home);
            builder.UseSetting("RECOGNIZE_URLS", "http://127.0.0.1:0");
            foreach (var (name, value) in settings)
                builder.UseSetting(name, value);
            if (otherwise is not null)
                builder.ConfigureServices(otherwise);
        }
    }
}

internal sealed record TestUser(Guid Id, string Name, string Password);
