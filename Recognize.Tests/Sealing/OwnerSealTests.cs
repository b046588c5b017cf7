using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Tests.Sealing;

public sealed class OwnerSealTests
{
    private static readonly Guid Owner = Guid.CreateVersion7();
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private readonly SealedRow _row = SealedRow.Face(Guid.CreateVersion7(), "faces-1");
    private readonly float[] _vector = [.. Enumerable.Range(0, 512).Select(i => MathF.Sin(i))];

    [Fact]
    public void OpenVector_GivesBackWhatWasSealed_ThreeBytesLongerThanFloatsAndUnlikeIt()
    {
        using var seal = Make(Owner);

        var stored = seal.Seal(_vector, _row);

        Assert.Equal(_vector, seal.OpenVector(stored, _row));
        Assert.Equal((_vector.Length * 4) + SealedBytes.Overhead, stored.Length);
        Assert.Equal(3, stored.Length % 4);
        Assert.True(SealedBytes.IsSealedVector(stored));
        Assert.Equal(-1, stored.AsSpan().IndexOf(MemoryMarshal.AsBytes(_vector.AsSpan(100, 4))));
    }

    [Fact]
    public void Seal_NeverWritesTheSameTwice()
    {
        using var seal = Make(Owner);

        var stored = Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(seal.Seal(_vector, _row))).ToHashSet();

        Assert.Equal(100, stored.Count);
    }

    [Fact]
    public void OpenVector_Refuses_WhenTheValueIsMovedToAnyOtherPlace()
    {
        using var seal = Make(Owner);
        using var other = Make(Guid.CreateVersion7());
        var stored = seal.Seal(_vector, _row);

        Assert.Throws<SealedValueException>(() => seal.OpenVector(stored, SealedRow.Face(Guid.CreateVersion7(), "faces-1")));
        Assert.Throws<SealedValueException>(() => seal.OpenVector(stored, SealedRow.Face(_row.Id, "faces-2")));
        Assert.Throws<SealedValueException>(() => seal.OpenVector(stored, SealedRow.PortraitFace(_row.Id, 0, "faces-1")));
        Assert.Throws<SealedValueException>(() => seal.OpenVector(stored, _row with { Number = 1 }));
        // The same key in another owner's hands, were he ever to have it.
        Assert.Throws<SealedValueException>(() => other.OpenVector(stored, _row));
    }

    [Fact]
    public void OpenVector_Refuses_WhenAnyBitIsTurned()
    {
        using var seal = Make(Owner);
        var stored = seal.Seal(_vector, _row);

        foreach (var at in (int[])[SealedBytes.HeadBytes, 20, stored.Length / 2, stored.Length - 1])
        {
            var changed = stored.ToArray();
            changed[at] ^= 1;
            Assert.Throws<SealedValueException>(() => seal.OpenVector(changed, _row));
        }
        Assert.Throws<SealedValueException>(() => seal.OpenVector(stored.AsSpan(0, stored.Length - 4), _row));
        Assert.Throws<SealedValueException>(() => seal.OpenVector(stored.AsSpan(0, stored.Length - 1), _row));
    }

    [Fact]
    public void OpenVector_SaysThatTheKeyIsGone_WhenItWasErased()
    {
        using var seal = Make(Owner);
        using var erased = new OwnerSeal(Owner, new Dictionary<int, byte[]>(), isSealing: false, _ => null);

        var gone = Assert.Throws<KeysUnavailableException>(() => erased.OpenVector(seal.Seal(_vector, _row), _row));

        Assert.Contains("is gone", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenVector_FindsAKeyThatWasMadeSince()
    {
        using var seal = Make(Owner);
        using var earlier = new OwnerSeal(Owner, new Dictionary<int, byte[]>(), isSealing: false, number => number == 3 ? Key : null);

        Assert.Equal(_vector, earlier.OpenVector(seal.Seal(_vector, _row), _row));
    }

    [Fact]
    public void OpenVector_ReadsWhatOlderProgramsStored()
    {
        using var seal = Make(Owner);

        Assert.Equal(_vector, seal.OpenVector(EmbeddingBytes.From(_vector), _row));
        Assert.Empty(seal.OpenVector([], _row));
        // By chance a vector may begin as a sealed value does.
        byte[] alike = [1, 0, 3, 0, .. new byte[60]];
        Assert.Equal(16, seal.OpenVector(alike, _row).Length);
    }

    [Fact]
    public void Seal_WritesAsOlderProgramsDo_BeforeSealingHasBegun()
    {
        using var seal = new OwnerSeal(Owner, new Dictionary<int, byte[]>(), isSealing: false, _ => null);

        Assert.Equal(EmbeddingBytes.From(_vector), seal.Seal(_vector, _row));
    }

    [Fact]
    public void Open_TellsAPictureInTheClearFromASealedOne()
    {
        using var seal = Make(Owner);
        var row = SealedRow.Portrait(_row.Id);
        byte[] webp = [.. "RIFF"u8, .. RandomNumberGenerator.GetBytes(100)];

        Assert.Equal(webp, seal.Open(webp, row));
        Assert.Equal(webp, seal.Open(seal.Seal(webp, row), row));
    }

    private static OwnerSeal Make(Guid owner) =>
        new(owner, new Dictionary<int, byte[]> { [3] = Key }, isSealing: true, _ => null);
}
