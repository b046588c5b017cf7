using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Objects;
using Recognize.Models.Packs;

namespace Recognize.Tests.Packs;

public sealed class ModelPacksRegistrationTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("recognize-registration-").FullName;

    [Fact]
    public void AddModelPacks_KeepsModelsInTheHome_WhenNothingIsSet()
    {
        using var provider = Build([]);

        Assert.Equal(Path.Combine(_home, "models"), provider.GetRequiredService<ModelStore>().Folder);
    }

    [Fact]
    public void AddModelPacks_TakesTheMirrorOfTheEnvironment_WhenItIsAFolder()
    {
        using var provider = Build([new(ModelPackOptions.MirrorVariable, _home)]);

        Assert.Equal(_home, provider.GetRequiredService<IOptions<ModelPackOptions>>().Value.MirrorFolder);
    }

    [Theory]
    [InlineData("RECOGNIZE_MODEL_MIRROR", "/no/such/folder")]
    [InlineData("Recognize:Models:StallTimeout", "00:00:00")]
    [InlineData("Recognize:Models:Attempts", "0")]
    [InlineData("Recognize:Faces:MinimumScore", "0.3")]
    [InlineData("Recognize:Faces:MinimumWidthPixels", "-4")]
    public void Start_NamesTheKey_WhenASettingIsWrong(string key, string value)
    {
        using var provider = Build([new(key, value)]);

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recognizers_AreAbsentAndNotAnError_WhenNoPackIsInstalled()
    {
        using var provider = Build([]);

        Assert.Null(provider.GetRequiredService<FaceRecognizerFactory>().TryGet());
        Assert.Null(provider.GetRequiredService<ObjectRecognizerFactory>().TryGet());
        Assert.All(provider.GetRequiredService<PackInstaller>().List(), task => Assert.False(task.Installed));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private ServiceProvider Build(KeyValuePair<string, string?>[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection()
            .AddInference(configuration)
            .AddModelPacks(configuration, _home)
            .AddFaceRecognition(configuration)
            .AddObjectRecognition()
            .BuildServiceProvider();
    }
}
