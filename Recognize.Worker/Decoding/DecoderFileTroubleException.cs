namespace Recognize.Worker.Decoding;

/// <summary>What the disk did while a decoder read the file, on its way to the worker.</summary>
internal sealed class DecoderFileTroubleException : Exception
{
    private enum Kind : byte
    {
        Other,
        FileNotFound,
        FolderNotFound,
        NotPermitted,
    }

    private readonly Kind _kind;
    private readonly int _code;

    private DecoderFileTroubleException(Kind kind, string message, int code) : base(message) => (_kind, _code) = (kind, code);

    /// <summary>As the reader of the file throws it, with the system's code, which tells what is to be done.</summary>
    public Exception ToOriginal() => _kind switch
    {
        Kind.FileNotFound => new FileNotFoundException(Message),
        Kind.FolderNotFound => new DirectoryNotFoundException(Message),
        Kind.NotPermitted => new UnauthorizedAccessException(Message),
        _ => new IOException(Message, _code),
    };

    public static void Write(Exception trouble, BinaryWriter writer)
    {
        writer.Write((byte)(trouble switch
        {
            FileNotFoundException => Kind.FileNotFound,
            DirectoryNotFoundException => Kind.FolderNotFound,
            UnauthorizedAccessException => Kind.NotPermitted,
            _ => Kind.Other,
        }));
        writer.Write(trouble.Message);
        writer.Write(trouble.HResult);
    }

    public static DecoderFileTroubleException Read(BinaryReader reader) =>
        new((Kind)reader.ReadByte(), reader.ReadString(), reader.ReadInt32());
}
