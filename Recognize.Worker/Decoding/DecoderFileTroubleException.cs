namespace Recognize.Worker.Decoding;

/// <summary>What the disk did while a decoder read the file, on its way to the worker.</summary>
internal sealed class DecoderFileTroubleException(string message, int code) : Exception(message)
{
    /// <summary>As the reader of the file throws it, with the system's code, which tells what is to be done.</summary>
    public IOException ToIOException() => new(Message, code);

    public static void Write(IOException trouble, BinaryWriter writer)
    {
        writer.Write(trouble.Message);
        writer.Write(trouble.HResult);
    }

    public static DecoderFileTroubleException Read(BinaryReader reader) => new(reader.ReadString(), reader.ReadInt32());
}
