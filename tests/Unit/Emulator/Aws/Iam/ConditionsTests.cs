using Eso.Emulator.Aws.Iam.Authorization;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Aws.Iam;

public sealed class ConditionsTests
{
    [Theory]
    [InlineData("StringEquals", "a", "a", true)]
    [InlineData("StringEquals", "a", "A", false)]
    [InlineData("StringEqualsIgnoreCase", "a", "A", true)]
    [InlineData("StringNotEquals", "a", "b", true)]
    [InlineData("StringLike", "a*c?", "abbcd", true)]
    [InlineData("StringNotLike", "a*", "abc", false)]
    [InlineData("NumericLessThanEquals", "10", "10", true)]
    [InlineData("NumericGreaterThan", "10", "9.5", false)]
    [InlineData("DateLessThan", "2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", true)]
    [InlineData("DateGreaterThan", "1767225600", "2026-01-01T00:00:01Z", true)]
    [InlineData("Bool", "true", "True", true)]
    [InlineData("IpAddress", "10.1.2.3/8", "10.9.9.9", true)]
    [InlineData("NotIpAddress", "10.0.0.0/8", "11.0.0.1", true)]
    [InlineData("IpAddress", "::1/128", "::1", true)]
    [InlineData("ArnLike", "arn:aws:iam::*:role/a*", "arn:aws:iam::1:role/abc", true)]
    [InlineData("ArnEquals", "arn:aws:*", "arn:aws:iam::1:role/a", false)]
    [InlineData("Null", "false", "x", true)]
    [InlineData("NoSuchOperator", "x", "x", false)]
    public void An_operator_compares(string name, string wanted, string given, bool holds) =>
        Holds(name, [wanted], given).Should().Be(holds);

    [Theory]
    [InlineData("StringEquals", false)]
    [InlineData("StringEqualsIfExists", true)]
    [InlineData("StringNotEquals", true)]
    [InlineData("ForAllValues:StringEquals", true)]
    [InlineData("ForAnyValue:StringEquals", false)]
    [InlineData("Null", false)]
    public void An_absent_key_is_decided_by_the_operator(string name, bool holds) =>
        Holds(name, ["x"]).Should().Be(holds);

    [Theory]
    [InlineData("ForAllValues:StringEquals", true, "a", "b")]
    [InlineData("ForAllValues:StringEquals", false, "a", "c")]
    [InlineData("ForAnyValue:StringEquals", true, "c", "b")]
    [InlineData("ForAnyValue:StringNotEquals", true, "a", "c")]
    [InlineData("ForAllValues:StringNotEquals", false, "a", "c")]
    public void A_key_of_many_values_is_decided_by_the_set_operator(string name, bool holds, params string[] given) =>
        Holds(name, ["a", "b"], given).Should().Be(holds);

    [Fact]
    public void A_variable_stands_for_a_key_of_the_request()
    {
        var keys = new ConditionKeys().Set("aws:username", "bob").Set("k", "home/bob");
        var condition = new PolicyCondition("StringEquals", "k", ["home/${aws:username}"]);

        Conditions.Holds(condition, keys, variables: true).Should().BeTrue();
        Conditions.Holds(condition, keys, variables: false).Should().BeFalse();
        keys.Expand("${none, 'x'}/${*}").Should().Be("x/*");
        keys.Expand("${none}").Should().BeNull();
    }

    private static bool Holds(string name, string[] wanted, params string[] given) =>
        Conditions.Holds(new PolicyCondition(name, "k", wanted), new ConditionKeys().Set("k", given), variables: true);
}
