using Eso.Emulator.Doors;

namespace Eso.Benchmarks;

/// <summary>
/// <c>-- null [--port N]</c>: answers every request alike, through the same door. What is measured of it is the price of
/// sockets, HTTP and the load itself on this machine: no server behind that door can be better.
/// </summary>
internal static class NullServer
{
    private static readonly byte[] Answer = """{"ARN":"arn","Name":"bench","SecretString":"value"}"""u8.ToArray();

    public static async Task<int> RunAsync(string[] args)
    {
        await using var door = await KestrelDoor.StartAsync(
            async http =>
            {
                await http.Request.Body.CopyToAsync(Stream.Null);
                http.Response.ContentType = "application/x-amz-json-1.1";
                http.Response.ContentLength = Answer.Length;
                await http.Response.BodyWriter.WriteAsync(Answer);
            },
            "127.0.0.1",
            args.Number("--port", 4796));
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        return 0;
    }
}
