using System.Text;
using Eso.Emulator.Aws;
using Eso.Emulator.State;
using Xunit;

namespace Eso.Unit.Emulator.Aws.State;

public sealed class StateLogTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("eso-state").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task What_was_acknowledged_comes_back_after_compaction_too()
    {
        await WriteAsync(("a", "1"), ("b", "2"), ("a", null));
        await using (var log = Open(out var found))
        {
            Assert.Equal(["a=1", "b=2", "a="], found);
            log.Compact([Change("b", "2")]);
            await log.WhenDurableAsync([Change("c", "3")]);
        }

        await using var again = Open(out var compacted);
        Assert.Equal(["b=2", "c=3"], compacted);
        Assert.Single(Directory.GetFiles(directory));
    }

    [Fact]
    public async Task A_torn_tail_is_cut()
    {
        await WriteAsync(("a", "1"), ("b", "2"));
        var file = Directory.GetFiles(directory).Single();
        var bytes = await File.ReadAllBytesAsync(file);
        for (var cut = 1; cut < 12; cut++)
        {
            await File.WriteAllBytesAsync(file, bytes[..^cut]);
            await using var log = Open(out var found);
            Assert.Equal(["a=1"], found);
        }
    }

    [Fact]
    public async Task A_damaged_middle_is_reported_and_kept()
    {
        await WriteAsync(("a", "1"), ("b", "2"), ("c", "3"));
        var file = Directory.GetFiles(directory).Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[30] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        var damage = Assert.Throws<StateCorruptException>(() => Open(out _));

        Assert.Equal(12, damage.Offset);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task Two_processes_do_not_share_a_folder()
    {
        await WriteAsync(("a", "1"));
        await using var first = Open(out _);

        var refused = Assert.Throws<StateUnusableException>(() => Open(out _));

        Assert.Contains(directory, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unfinished_compaction_is_forgotten()
    {
        await WriteAsync(("a", "1"));
        await File.WriteAllTextAsync(Path.Combine(directory, "t-000002.log.tmp"), "half");

        await using var log = Open(out var found);

        Assert.Equal(["a=1"], found);
        Assert.Single(Directory.GetFiles(directory));
    }

    [Fact]
    public async Task Secrets_survive_a_restart_and_a_snapshot_moves_them()
    {
        const string Create = """{"Name":"n","SecretString":"x","Tags":[{"Key":"a","Value":"b"}],"ClientRequestToken":"00000000-0000-0000-0000-000000000001"}""";
        var options = new AwsServerOptions { StateDirectory = directory };
        string described;
        using (var first = new AwsBench(options))
        {
            await first.OkAsync("CreateSecret", Create);
            described = (await first.OkAsync("DescribeSecret", """{"SecretId":"n"}""")).ToJsonString();
        }

        using var second = new AwsBench(new AwsServerOptions { StateDirectory = directory });
        Assert.Equal(described, (await second.OkAsync("DescribeSecret", """{"SecretId":"n"}""")).ToJsonString());
        using var third = new AwsBench();
        third.Server.Restore(second.Server.Snapshot());
        Assert.Equal("x", (await third.OkAsync("GetSecretValue", """{"SecretId":"n"}"""))["SecretString"]!.ToString());
    }

    private static StateChange Change(string key, string? value) =>
        new("s", key, value is null ? null : Encoding.UTF8.GetBytes(value));

    private StateLog Open(out List<string> found)
    {
        var seen = new List<string>();
        found = seen;
        return StateLog.Open(directory, "t", c => seen.Add($"{c.Key}={(c.Value is null ? "" : Encoding.UTF8.GetString(c.Value))}"));
    }

    private async Task WriteAsync(params (string Key, string? Value)[] changes)
    {
        await using var log = Open(out _);
        foreach (var (key, value) in changes)
        {
            await log.WhenDurableAsync([Change(key, value)]);
        }
    }
}
