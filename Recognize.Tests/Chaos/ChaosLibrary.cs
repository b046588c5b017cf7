using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Recognize.Tests.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Chaos;

/// <summary>
/// Small files of several kinds, each of its own content, among them poison; and the program that workers read tracks
/// with, which is slow and takes a worker down with every poison file.
/// </summary>
internal sealed class ChaosLibrary
{
    private const int SamplesPerSecond = 8000;

    private readonly string _folder;

    public ChaosLibrary(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(Media);
    }

    public string Media => Path.Combine(_folder, "media");

    /// <summary>Reads tracks at once, and poison as well.</summary>
    public string HarmlessProbe => Path.Combine(_folder, "harmless-probe");

    /// <summary>Takes its time, and kills whoever has it read poison.</summary>
    public string DeadlyProbe => Path.Combine(_folder, "deadly-probe");

    /// <summary>Takes its time, and then says the same of every track: it stands for work that other cores do.</summary>
    public string WaitingProbe => Path.Combine(_folder, "waiting-probe");

    /// <summary>A mirror with nothing in it, for workers that shall not fetch the catalogue's models.</summary>
    public string NoModels => Directory.CreateDirectory(Path.Combine(_folder, "no-models")).FullName;

    /// <summary>How many workers poison has killed so far.</summary>
    public int PoisonDeaths => Directory.Exists(Deaths) ? Directory.EnumerateDirectories(Deaths).Count() : 0;

    private string Deaths => Path.Combine(_folder, "deaths");

    public static string PoisonName(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"poison/poison-{number}.wav");

    public void Draw(int files, int poison, double probeSeconds)
    {
        var jpeg = DrawnPhoto.Jpeg(320, 240);
        var png = Png();
        for (var i = 0; i < files; i++)
        {
            var (name, content) = (i % 4) switch
            {
                // After the end of a picture anything may follow.
                0 => ("jpg", [.. jpeg, .. BitConverter.GetBytes(i)]),
                1 => ("png", [.. png, .. BitConverter.GetBytes(i)]),
                2 => ("bmp", Classifiers.SmallPhoto.Bmp((byte)(255 - (i % 40)), (byte)(i / 40 % 80), (byte)(i / 3200))),
                _ => ("wav", Wav(i)),
            };
            Write(string.Create(CultureInfo.InvariantCulture, $"{i % 7}/file {i:D4}.{name}"), content);
        }
        for (var i = 0; i < poison; i++)
            Write(PoisonName(i), Wav(1_000_000 + i));
        Program(HarmlessProbe, "exec ffprobe \"$@\"");
        Program(
            DeadlyProbe,
            $$"""
            for path; do :; done
            case "$path" in *poison-*) mkdir -p "{{Deaths}}/$$-$(date +%s%N)"; kill -9 $PPID; exit 1;; esac
            sleep {{probeSeconds.ToString(CultureInfo.InvariantCulture)}}
            exec ffprobe "$@"
            """);
    }

    /// <summary>Only tracks, and <see cref="WaitingProbe"/> for them.</summary>
    public void DrawTracks(int files, double waitSeconds)
    {
        for (var i = 0; i < files; i++)
            Write(string.Create(CultureInfo.InvariantCulture, $"{i:D4}.wav"), Wav(i));
        Program(
            WaitingProbe,
            $$$"""
            sleep {{{waitSeconds.ToString(CultureInfo.InvariantCulture)}}}
            echo '{"streams":[{"codec_type":"audio","codec_name":"pcm_s16le","sample_rate":"8000","channels":1,"duration":"0.2"}],"format":{"format_name":"wav","duration":"0.2"}}'
            """);
    }

    private static byte[] Png()
    {
        using var folder = new MediaFolder();
        DrawnPhoto.Save(folder["drawn.png"], "pngsave", 400, 300);
        return File.ReadAllBytes(folder["drawn.png"]);
    }

    /// <summary>A fifth of a second of a tone, with a title and a genre.</summary>
    private static byte[] Wav(int number)
    {
        var title = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Tone {number:D8}"));
        var genre = number % 2 == 0 ? "Jazz"u8 : "Rock"u8;
        byte[] list = [.. "INFO"u8, .. Chunk("INAM"u8, [.. title, 0]), .. Chunk("IGNR"u8, genre)];
        var samples = new byte[SamplesPerSecond / 5 * 2];
        for (var i = 0; i < samples.Length / 2; i++)
        {
            var height = 8000 * Math.Sin(2 * Math.PI * (220 + (number % 1000)) * i / SamplesPerSecond);
            BinaryPrimitives.WriteInt16LittleEndian(samples.AsSpan(i * 2), (short)height);
        }
        var format = new byte[16];
        BinaryPrimitives.WriteInt16LittleEndian(format, 1);
        BinaryPrimitives.WriteInt16LittleEndian(format.AsSpan(2), 1);
        BinaryPrimitives.WriteInt32LittleEndian(format.AsSpan(4), SamplesPerSecond);
        BinaryPrimitives.WriteInt32LittleEndian(format.AsSpan(8), SamplesPerSecond * 2);
        BinaryPrimitives.WriteInt16LittleEndian(format.AsSpan(12), 2);
        BinaryPrimitives.WriteInt16LittleEndian(format.AsSpan(14), 16);
        return Chunk(
            "RIFF"u8, [.. "WAVE"u8, .. Chunk("fmt "u8, format), .. Chunk("LIST"u8, list), .. Chunk("data"u8, samples)]);
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        return [.. name, .. length, .. content, .. content.Length % 2 == 1 ? (byte[])[0] : []];
    }

    private static void Program(string path, string script)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        Shell.Run($"chmod +x '{path}'");
    }

    private void Write(string name, byte[] content)
    {
        var path = Path.Combine(Media, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
