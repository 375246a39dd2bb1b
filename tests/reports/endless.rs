//! An office's own template that is wrong in every way: too deep, too much, endless. It ends in a sentence with its line, never in
//! an abort, a panic or a wait.

use std::fs;

use crate::world::process::run;

const TOO_MUCH: &str = "要做的太多，或没完没了；看看循环和重复";
const TOO_DEEP: &str = "一层套一层，太深";

/// What is said of a template, without the hint.
fn refused(template: &str) -> String {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("t.j2"), template).expect("a file");
    let output = run(home.path(), &["report", "2022", "--template", "t.j2"]);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    let shortened: String = template.chars().take(80).collect();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{shortened}: {said}");
    let (error, hint) = said.split_once('\n').expect("two lines");
    assert!(hint.starts_with("提示：") && hint.lines().count() == 1, "{shortened}: {said}");
    error.strip_prefix("错误：t.j2").unwrap_or_else(|| panic!("{shortened}: {said}")).to_owned()
}

#[test]
fn what_multiplies_is_refused_before_it_is_made() {
    for template in [
        "{{ 'a\nb'|indent(100000000000) }}",
        "{{ 'x' * 1000000000 }}",
        "{{ 'x' * 10000000000000000000 }}",
        "{{ (1,) * 1000000000 }}",
        "{{ [range(100000)] * 1000 }}",
        "{{ '%1000000000d'|format(1) }}",
        "{{ '%.1000000000f'|format(1.5) }}",
        "{{ ('x' * 100000)|replace('', 'y' * 100000) }}",
        "{{ ('x' * 100000)|list|join('y' * 100000) }}",
        "{{ [1]|batch(1000000000, 0)|list }}",
        "{{ [1]|slice(1000000000)|list }}",
        "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}",
    ] {
        let said = refused(&format!("第一行\n{template}\n"));
        assert!(said.starts_with("第2行：") || said.starts_with("第3行："), "{template}: {said}");
        assert!(said.ends_with(&format!("模板填不成：{TOO_MUCH}")), "{template}: {said}");
    }
}

#[test]
fn lists_that_hold_one_another_many_times_are_not_written_out() {
    let doubled = "{% set a = [a, a] %}".repeat(60);
    let said = refused(&format!("{{% set a = 1 %}}{doubled}\n{{{{ a }}}}"));
    assert_eq!(said, format!("第2行：模板填不成：{TOO_MUCH}"));
    // What is compared costs nothing by the book, and is not waited for.
    let other = "{% set b = [b, b] %}".repeat(60);
    let said = refused(&format!("{{% set a = 1 %}}{{% set b = 2 - 1 %}}{doubled}{other}{{{{ a == b }}}}"));
    assert_eq!(said, format!("：模板填不成：{TOO_MUCH}"));
}

#[test]
fn what_calls_itself_or_stands_too_deep_is_refused() {
    for template in [
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}".to_owned(),
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}".to_owned(),
        format!("{{{{ {}1{} }}}}", "[".repeat(20_000), "]".repeat(20_000)),
        format!("{{{{ {}1{} }}}}", "(".repeat(20_000), ")".repeat(20_000)),
        format!("{}{}", "{% if 1 %}".repeat(2_000), "{% endif %}".repeat(2_000)),
    ] {
        assert_eq!(refused(&format!("\n{template}")), format!("第2行：模板填不成：{TOO_DEEP}"), "{template:.60}");
    }
    // What can hold itself is not there at all.
    let itself = "{% set n = namespace() %}{% set n.n = n %}{{ n }}";
    assert_eq!(refused(itself), "第1行：模板填不成：namespace is unknown");
}

#[test]
fn a_long_chain_is_read_on_a_stack_of_its_own() {
    let home = tempfile::tempdir().expect("a folder");
    let chains = [
        (format!("{{{{ {}1 }}}}", "not ".repeat(10_000)), "True\n"),
        (format!("{{{{ {}1 }}}}", "-".repeat(60_000)), "1\n"),
        (format!("{{{{ {}1 }}}}", "1+".repeat(30_000)), "30001\n"),
        (format!("{{% set x = 'a' %}}{{{{ ({}x)|length }}}}", "x~".repeat(4_000)), "4001\n"),
        (format!("{{{{ period{}|length }}}}", "|e".repeat(30_000)), "5\n"),
        (format!("{{% if 1 %}}一{}{{% endif %}}", "{%elif 1%}".repeat(6_000)), "一\n"),
    ];
    for (template, text) in chains {
        fs::write(home.path().join("t.j2"), &template).expect("a file");
        let output = run(home.path(), &["report", "2022", "--template", "t.j2"]);
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(output.status.success() && said.starts_with(text), "{template:.60}: {said:.60}");
    }
}

#[test]
fn a_template_that_is_too_long_is_not_read_and_one_that_makes_its_reader_fall_is_told_of() {
    let said = refused(&format!("{{{{ {}1 }}}}", "not ".repeat(200_000)));
    assert_eq!(said, "：模板太长；最多64 KB");
    assert_eq!(refused("{{ 'abc'[::-9223372036854775808] }}"), format!("：模板填不成：{TOO_MUCH}"));
}
