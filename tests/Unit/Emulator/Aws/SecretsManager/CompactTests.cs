using Eso.Emulator.Aws.SecretsManager;
using Xunit;

namespace Eso.Unit.Emulator.Aws.SecretsManager;

public sealed class CompactTests
{
    [Theory]
    [InlineData("arn:aws:secretsmanager:us-east-1:000000000000:secret:db/key-AbC123", "db/key")]
    [InlineData("arn:aws:secretsmanager:us-east-1:000000000000:secret:db/key-AbC123", "other")]
    [InlineData("arn:aws:secretsmanager:us-east-1:000000000000:secret:db/key-\u00e4bC123", "db/key")]
    [InlineData("", "db/key")]
    public void An_arn_comes_back_as_it_was(string arn, string name) =>
        Assert.Equal(arn, CompactArn.Of(arn, name).Text(name));

    [Theory]
    [InlineData("5f8f8a9e-6b0a-4c4e-9d2a-0a1b2c3d4e5f")]
    [InlineData("5F8F8A9E-6B0A-4C4E-9D2A-0A1B2C3D4E5F")]
    [InlineData("terraform-20260101000000000000000000001")]
    [InlineData("")]
    public void An_id_comes_back_as_it_was_and_is_no_other(string id)
    {
        var compact = CompactId.Of(id);

        Assert.Equal(id, compact.Text);
        Assert.True(compact.Is(id));
        Assert.False(compact.Is("5f8f8a9e-6b0a-4c4e-9d2a-0a1b2c3d4e60"));
        Assert.False(compact.Is("5F8f8a9e-6b0a-4c4e-9d2a-0a1b2c3d4e5f"));
    }

    [Fact]
    public void Few_is_a_list()
    {
        var few = default(Few<string>);
        Assert.False(few.Remove("a"));

        few.Add("a");
        Assert.True(few.Contains("a") && !few.Contains("b"));
        few.Add("b");
        few.Add("c");
        Assert.Equal(["a", "b", "c"], few);
        Assert.True(few.Remove("b"));
        few.RemoveAll(f => f == "a");
        Assert.Equal("c", few[0]);
        Assert.Equal("c", few.Find(f => f == "c"));
        Assert.True(few.Remove("c"));
        Assert.Empty(few);
    }
}
